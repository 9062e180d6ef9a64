package io.bascule.cli.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a plan.
 *
 * @param hash SHA-256 of its text; absent if it has mistakes
 * @param applications what the coordinator said of each; empty if the plan has mistakes
 * @param notes what of it has no effect, and why
 * @param problems mistakes; nothing was changed if there is one
 */
public record PlanAnswer(
        @Nullable String hash,
        List<OfApplication> applications,
        List<String> notes,
        List<Problem> problems) {

    @SuppressWarnings("NullAway") // Jackson gives null for what is absent.
    public PlanAnswer {
        applications = applications == null ? List.of() : List.copyOf(applications);
        notes = notes == null ? List.of() : List.copyOf(notes);
        problems = problems == null ? List.of() : List.copyOf(problems);
    }

    /**
     * One application's part of it.
     *
     * @param outcome ACCEPTED, REFUSED, or another word if the coordinator did not answer in time
     */
    public record OfApplication(String application, String outcome, List<String> reasons) {

        @SuppressWarnings("NullAway") // Jackson gives null for what is absent.
        public OfApplication {
            reasons = reasons == null ? List.of() : List.copyOf(reasons);
        }
    }

    /** A mistake and where it stands. */
    public record Problem(@Nullable String file, int line, int column, String message) {}
}
