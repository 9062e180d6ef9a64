package io.bascule.system.restarts;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.RecoveryEvent.PlannedStep;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.system.restarts.Deaths.Boundary;
import io.bascule.system.restarts.Deaths.Death;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A failover and a failback in which somebody dies at the boundaries of the steps, as the recipe
 * that the platform itself publishes has them. By default every third step meets one of its seven
 * boundaries, others every day, so that three weeks meet all; {@code -Dbascule.restarts=all} plays
 * each of the seven for every step, and {@code -Dbascule.restarts=0} to {@code 20} a certain day's.
 */
@Timeout(7200)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestartsTest {

    private static final List<Boundary> BOUNDARIES = List.of(Boundary.values());
    private static final int STEPS_APART = 3;

    /** Three and seven have no divisor in common: so many days meet every pair of both. */
    private static final int DAYS = STEPS_APART * 7;

    private Platform platform;
    private Books books;
    private Deaths deaths;
    private List<PlannedStep> failover = List.of();
    private List<PlannedStep> failback = List.of();
    private int timeline;

    /** One plain round: it tells what the recipes are, and that the platform stands. */
    @BeforeAll
    void aPlatformAndItsRecipes() throws Exception {
        platform = Platform.start();
        books = new Books(platform.ear);
        deaths = new Deaths(platform.world);
        failover = platform.failover().started().steps();
        failback = platform.failback().started().steps();
        timeline = platform.timeline();
        var _ = platform.newlyMissing();
    }

    @AfterAll
    void nothingIsLeft() {
        if (platform != null) {
            platform.close();
        }
    }

    /** Which boundaries of which step are played in one round, by its name. */
    record Plan(String name, Predicate<Played> plays) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** A boundary of the step at this place of the recipe. */
    record Played(int place, Boundary boundary) {}

    static Stream<Plan> plans() {
        var asked = System.getProperty("bascule.restarts", "");
        var brain = new Plan("the brain, at every boundary", p -> p.boundary().isOfTheBrain());
        var executors =
                new Plan(
                        "whoever makes a step true, at every boundary",
                        p -> !p.boundary().isOfTheBrain());
        switch (asked) {
            case "all" -> {
                return Stream.of(brain, executors);
            }
            case "brain" -> {
                return Stream.of(brain);
            }
            case "executors" -> {
                return Stream.of(executors);
            }
            default -> {}
        }
        int day =
                asked.isEmpty()
                        ? (int) (LocalDate.now(ZoneOffset.UTC).toEpochDay() % DAYS)
                        : Integer.parseInt(asked);
        return Stream.of(
                new Plan(
                        "a boundary of every third step, as on day " + day,
                        p ->
                                (p.place() + day) % STEPS_APART == 0
                                        && BOUNDARIES.indexOf(p.boundary())
                                                == (p.place() + day) % BOUNDARIES.size()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("plans")
    void whoDiesComesBackTheRunGoesOnInPlaceEveryEffectIsThereOnceAndTheReportIsRight(Plan plan)
            throws Exception {
        // when somebody dies at the boundaries of a failover
        deaths.arm(points(failover, plan));
        var there = platform.failover();
        var deathsThere = deaths.collect();
        new Resumption(platform).print(plan + ", failover", deathsThere, there.from());
        assertThat(deathsThere)
                .extracting(Death::point)
                .as("each died once")
                .containsExactlyInAnyOrderElementsOf(points(failover, plan));

        // then it is one run, resumed in place, and there is one new timeline
        var factsThere = new RunFacts(platform.ear, there);
        factsThere.areThoseOfOneRunThatWasResumedInPlace();
        factsThere.sayTheSameOfEachStep();
        assertThat(factsThere.evidence(StepKind.FENCE, StepEvidence.FENCE_PROOF))
                .isEqualTo("processes-gone");
        assertThat(factsThere.promotedTo()).isEqualTo(timeline + 1);
        assertThat(platform.timeline()).isEqualTo(timeline + 1);
        var missing = platform.newlyMissing();

        // and the same of the failback
        deaths.arm(points(failback, plan));
        var back = platform.failback();
        var deathsBack = deaths.collect();
        new Resumption(platform).print(plan + ", failback", deathsBack, back.from());
        assertThat(deathsBack)
                .extracting(Death::point)
                .containsExactlyInAnyOrderElementsOf(points(failback, plan));
        var factsBack = new RunFacts(platform.ear, back);
        factsBack.areThoseOfOneRunThatWasResumedInPlace();
        factsBack.sayTheSameOfEachStep();
        assertThat(factsBack.promotedTo()).isEqualTo(timeline + 2);
        assertThat(platform.timeline()).isEqualTo(timeline + 2);
        timeline += 2;
        assertThat(platform.newlyMissing().acknowledged()).as("lost on the way back").isEmpty();

        // and the reports are right
        books.lossIsExact(there.id(), back.id(), missing);
        books.phasesAddUp(there.id());
        books.nothingLost(back.id());
        assertThat(there.started().kind()).isEqualTo(RunKind.FAILOVER);
    }

    private static List<String> points(List<PlannedStep> recipe, Plan plan) {
        var points = new ArrayList<String>();
        IntStream.range(0, recipe.size())
                .forEach(place ->
                        Arrays.stream(Boundary.values())
                                .filter(b -> plan.plays().test(new Played(place, b)))
                                .map(boundary -> boundary.of(recipe.get(place)))
                                .forEach(points::add));
        return points;
    }
}
