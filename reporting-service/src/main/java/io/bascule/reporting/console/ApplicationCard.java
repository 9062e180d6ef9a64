package io.bascule.reporting.console;

import io.bascule.reporting.measure.SiteState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An application as the overview shows it.
 *
 * @param why the first reason of its badge, as a sentence; empty if all is well
 * @param bridge the stream from the active to the standby site
 * @param door what the front door's canary says
 * @param run the run that is not over
 */
public record ApplicationCard(
        String name,
        String policy,
        Badge badge,
        String why,
        List<Site> sites,
        Bridge bridge,
        Door door,
        List<Figure> figures,
        List<String> findings,
        @Nullable OpenRun run) {

    public ApplicationCard {
        sites = List.copyOf(sites);
        figures = List.copyOf(figures);
        findings = List.copyOf(findings);
    }

    /** One of the two sites. */
    public record Site(
            String name,
            String role,
            boolean active,
            Badge health,
            String note,
            List<SiteState.Heard> voices) {

        public Site {
            voices = List.copyOf(voices);
        }
    }

    /**
     * The stream.
     *
     * @param state up, lifted (broken) or unknown
     * @param at when that was measured; absent if never
     */
    public record Bridge(
            String state, Badge badge, String lag, String detail, @Nullable Instant at) {}

    /** The front door. */
    public record Door(Badge badge, String detail, @Nullable Instant since) {}

    /** The run that is not over. */
    public record OpenRun(String runId, Badge badge, String words) {}
}
