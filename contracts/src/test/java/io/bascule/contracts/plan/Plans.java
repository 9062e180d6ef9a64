package io.bascule.contracts.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Plans of the tests, read. */
final class Plans {

    private Plans() {}

    static String text(String name) {
        try (var in = Plans.class.getResourceAsStream("/plans/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Plan valid(String yaml) {
        return switch (PlanReader.read("plan.yaml", yaml)) {
            case PlanReading.Valid(Plan plan, String _) -> plan;
            case PlanReading.Invalid(List<PlanProblem> problems) ->
                    throw new AssertionError("Expected a valid plan, but " + problems);
        };
    }

    static List<String> problems(String yaml) {
        return switch (PlanReader.read("plan.yaml", yaml)) {
            case PlanReading.Valid valid ->
                    throw new AssertionError("Expected problems, but " + valid);
            case PlanReading.Invalid(List<PlanProblem> problems) ->
                    problems.stream().map(PlanProblem::toString).toList();
        };
    }
}
