package io.bascule.failover.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.RecoveryEvent.PlannedStep;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.StepKind;
import io.bascule.failover.recovery.Situation.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of transitions, the recipes and the page that is generated from them. */
final class StateMachineTest {

    private static final Path PAGE = Path.of("..", "docs", "state-machine.md");

    @Test
    void everyStateHasAnExit() {
        for (var state : Kind.values()) {
            assertThat(Stream.of(Transition.values()))
                    .as("a way out of " + state)
                    .anyMatch(t ->
                            t.from().contains(state)
                                    && t.next(state).stream().anyMatch(n -> n != state));
        }
    }

    @Test
    void everyStateCanBeReached() {
        var reached = EnumSet.of(Kind.UNPLANNED);
        for (int i = 0; i < Kind.values().length; i++) {
            for (var t : Transition.values()) {
                t.from().stream()
                        .filter(reached::contains)
                        .toList()
                        .forEach(from -> reached.addAll(t.next(from)));
            }
        }
        assertThat(reached).isEqualTo(EnumSet.allOf(Kind.class));
    }

    @Test
    void everyStepOfEveryRecipeStandsWhereItsExecutorStands() {
        var used = EnumSet.noneOf(StepKind.class);
        for (var kind : RunKind.values()) {
            for (var step : Recipes.steps(kind, "from", "to", "witness", true)) {
                used.add(step.kind());
                boolean atWitness = step.site().equals("witness");
                assertThat(atWitness)
                        .as(step + " of " + kind)
                        .isEqualTo(Recipes.executorOf(step.kind()) != Recipes.Executor.DATABASE);
            }
        }
        used.add(StepKind.REOPEN_PRIMARY);
        assertThat(used).as("steps without a recipe").isEqualTo(EnumSet.allOf(StepKind.class));
    }

    @Test
    void thePageSaysWhatTheTableSays() throws Exception {
        var page = page();
        if (Boolean.getBoolean("bascule.regenerate")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as("run the test with -Dbascule.regenerate=true to write it anew")
                .exists()
                .hasContent(page);
    }

    private static String page() {
        var text = new StringBuilder();
        text.append("# The state machine of a recovery\n\n")
                .append("Generated from `Transition`, `Situation` and `Recipes` of the failover")
                .append(" coordinator; a test keeps it true.\n\n## States\n\n")
                .append("| state | what is true in it |\n|---|---|\n");
        for (var kind : Kind.values()) {
            text.append("| ").append(name(kind)).append(" | ").append(kind.truth()).append(" |\n");
        }
        text.append("\n```mermaid\nstateDiagram-v2\n    [*] --> Unplanned\n");
        for (var t : Transition.values()) {
            for (var from : t.from()) {
                for (var to : t.next(from)) {
                    if (to != from) {
                        text.append("    ")
                                .append(name(from))
                                .append(" --> ")
                                .append(name(to))
                                .append(" : ")
                                .append(words(t))
                                .append('\n');
                    }
                }
            }
        }
        text.append("```\n\n## Transitions\n\n")
                .append(
                        "| transition | from | signal | when | facts | to |\n|---|---|---|---|---|---|\n");
        for (var t : Transition.values()) {
            text.append("| ")
                    .append(words(t))
                    .append(" | ")
                    .append(names(t.from().stream()))
                    .append(" | ")
                    .append(String.join(", ", t.signals()))
                    .append(" | ")
                    .append(t.when())
                    .append(" | ")
                    .append(
                            String.join(
                                    ", ", t.facts().stream().map(Class::getSimpleName).toList()))
                    .append(" | ")
                    .append(
                            t.from().stream().allMatch(f -> t.next(f).equals(EnumSet.of(f)))
                                    ? "the same"
                                    : names(t.next(Kind.UNPLANNED).stream()))
                    .append(" |\n");
        }
        text.append("\n## Runs and their phases\n");
        for (var kind : RunKind.values()) {
            text.append("\n### ").append(kind).append("\n\n| step | by | phase |\n|---|---|---|\n");
            for (var step :
                    Recipes.steps(kind, "from", "to", "witness", kind == RunKind.FAILBACK)) {
                row(text, kind, step);
            }
        }
        return text.append(
                        "\nFAILBACK begins with CAPTURE_TAIL and REWIND only if the site that comes"
                                + " back was left by an unplanned failover and was not rewound"
                                + " since.\n")
                .toString();
    }

    private static void row(StringBuilder text, RunKind kind, PlannedStep step) {
        text.append("| ")
                .append(step.kind())
                .append(" @ ")
                .append(step.site())
                .append(" | ")
                .append(Recipes.executorOf(step.kind()))
                .append(" | ")
                .append(Phase.of(kind, step.kind()))
                .append(" |\n");
    }

    private static String words(Transition t) {
        return t.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private static String names(Stream<Kind> kinds) {
        return String.join(", ", kinds.map(StateMachineTest::name).toList());
    }

    private static String name(Kind kind) {
        return kind.name().charAt(0) + kind.name().substring(1).toLowerCase(java.util.Locale.ROOT);
    }
}
