package io.bascule.reporting.console;

import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.reporting.measure.ProvenBackup;
import io.bascule.reporting.measure.RunMeasurement;
import io.bascule.reporting.measure.RunOutcome;
import io.bascule.reporting.measure.SiteState;
import io.bascule.reporting.measure.Situation;
import io.bascule.reporting.measure.Standing;
import io.bascule.reporting.projection.RunStories;
import io.bascule.reporting.report.RunStory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says of an application what a person at night has to know first. */
@Component
final class Cards {

    private final RunStories stories;
    private final Words words = new Words();

    Cards(RunStories stories) {
        this.stories = stories;
    }

    ApplicationCard of(Situation situation) {
        var run = situation.openRun().map(this::openRun);
        var sites =
                situation.sites().stream()
                        .map(site -> site(site, role(site, situation.openRun())))
                        .toList();
        var door = door(situation);
        var bridge = bridge(situation);
        Verdict verdict = verdict(situation, run, door, bridge);
        return new ApplicationCard(
                situation.standing().application(),
                policy(situation),
                verdict.badge(),
                verdict.why(),
                sites,
                bridge,
                door,
                figures(situation),
                situation.standing().findings().stream()
                        .filter(finding -> finding.gap() != Standing.Gap.RUN_NOT_OVER)
                        .map(Standing.Finding::words)
                        .toList(),
                run.orElse(null));
    }

    private record Verdict(Badge badge, String why) {}

    private static Verdict verdict(
            Situation situation,
            Optional<ApplicationCard.OpenRun> run,
            ApplicationCard.Door door,
            ApplicationCard.Bridge bridge) {
        if (run.isPresent()) {
            return new Verdict(run.get().badge(), run.get().words() + ".");
        }
        if (door.badge().tone() == Tone.BAD) {
            return new Verdict(door.badge(), door.detail());
        }
        var suspicion = situation.placement().suspicion();
        if (suspicion != null) {
            return new Verdict(
                    new Badge(Tone.BAD, suspicion.event().site() + " is suspected"),
                    "A quorum of observers finds it unable to serve.");
        }
        for (SiteState site : situation.sites()) {
            if (site.role() == SiteState.Role.ACTIVE && site.health() != SiteState.Health.HEALTHY) {
                return new Verdict(
                        new Badge(health(site).tone(), site.site() + " " + health(site).words()),
                        "It is the active site.");
            }
        }
        var findings = situation.standing().findings();
        for (SiteState site : situation.sites()) {
            if (site.health() == SiteState.Health.UNHEALTHY) {
                return new Verdict(
                        new Badge(Tone.WARN, "no standby"),
                        site.site() + " is unhealthy: there is nowhere to move to.");
            }
        }
        if (bridge.state().equals("lifted")) {
            return new Verdict(new Badge(Tone.WARN, "stream broken"), bridge.detail());
        }
        if (findings.stream().anyMatch(f -> f.gap() == Standing.Gap.RPO_UNKNOWN)) {
            return new Verdict(
                    new Badge(Tone.UNKNOWN, "loss unknown"),
                    "What a failover now would lose is not known.");
        }
        if (!findings.isEmpty()) {
            return new Verdict(
                    new Badge(
                            Tone.WARN,
                            findings.size() == 1
                                    ? "not ready: 1 finding"
                                    : "not ready: " + findings.size() + " findings"),
                    findings.getFirst().words() + ".");
        }
        for (SiteState site : situation.sites()) {
            if (site.health() != SiteState.Health.HEALTHY) {
                return new Verdict(
                        new Badge(health(site).tone(), site.site() + " " + health(site).words()),
                        "Observers of the standby site are not of one mind, or silent.");
            }
        }
        return new Verdict(new Badge(Tone.GOOD, "ready"), "");
    }

    private ApplicationCard.OpenRun openRun(RunMeasurement run) {
        String move = Words.kind(run.kind()) + " " + run.from() + " → " + run.to();
        return new ApplicationCard.OpenRun(
                run.runId(),
                Words.outcome(run.outcome()),
                move + stories.of(run.runId()).map(Cards::progress).orElse(""));
    }

    /** Where a run stands, to be said behind its name. */
    static String progress(RunStory story) {
        int steps = story.steps().size();
        return story.steps().stream()
                .filter(step ->
                        step.state() == RunStory.StepState.RUNNING
                                || step.state() == RunStory.StepState.FAILED)
                .findFirst()
                .map(step ->
                        ": step "
                                + (story.steps().indexOf(step) + 1)
                                + " of "
                                + steps
                                + ", "
                                + step.planned().kind()
                                + " at "
                                + step.planned().site()
                                + (step.state() == RunStory.StepState.FAILED ? ", failed" : ""))
                .orElse("");
    }

    private String policy(Situation situation) {
        var plan = situation.placement().plan();
        if (plan == null) {
            return "no plan was applied";
        }
        return words.words(plan.plan().criticality()).replace(' ', '-')
                + " · "
                + words.words(plan.plan().strategy())
                + " · "
                + switch (plan.plan().decision()) {
                    case AUTOMATIC -> "decides by itself";
                    case APPROVAL -> "asks one person";
                    case TWO_PERSON -> "asks two persons";
                };
    }

    /** While a run goes on no site is simply active: one is left, the other is taken over. */
    private static String role(SiteState state, Optional<RunMeasurement> run) {
        if (run.filter(r -> r.outcome() != RunOutcome.PROPOSED).isPresent()) {
            return state.site().equals(run.get().from()) ? "being left" : "taking over";
        }
        return switch (state.role()) {
            case ACTIVE -> "active";
            case STANDBY -> "standby";
            case UNKNOWN -> "role unknown";
        };
    }

    private static ApplicationCard.Site site(SiteState state, String role) {
        long counting = state.voices().stream().filter(SiteState.Heard::counts).count();
        long healthy =
                state.voices().stream().filter(h -> h.counts() && h.voice().healthy()).count();
        return new ApplicationCard.Site(
                state.site(),
                role,
                state.role() == SiteState.Role.ACTIVE,
                health(state),
                counting == 0
                        ? state.voices().isEmpty()
                                ? "no observer was ever heard"
                                : "every observer is silent"
                        : healthy
                                + " of "
                                + counting
                                + (counting == 1 ? " observer" : " observers")
                                + " can reach it",
                state.voices());
    }

    private static Badge health(SiteState state) {
        return switch (state.health()) {
            case HEALTHY -> new Badge(Tone.GOOD, "healthy");
            case UNHEALTHY -> new Badge(Tone.BAD, "unhealthy");
            case DISPUTED -> new Badge(Tone.WARN, "disputed");
            case UNKNOWN -> new Badge(Tone.UNKNOWN, "health unknown");
        };
    }

    private static ApplicationCard.Door door(Situation situation) {
        var closed = situation.placement().doorClosed();
        return closed == null
                ? new ApplicationCard.Door(
                        new Badge(Tone.QUIET, "no interruption reported"), "", null)
                : new ApplicationCard.Door(
                        new Badge(Tone.BAD, "writes refused"),
                        "The front door refuses writes: " + closed.event().error(),
                        closed.event().lastAcknowledgedAt());
    }

    private ApplicationCard.Bridge bridge(Situation situation) {
        var lag = situation.lag();
        var broken = situation.placement().streamBroken();
        if (broken != null) {
            return new ApplicationCard.Bridge(
                    "lifted",
                    new Badge(Tone.BAD, "stream broken"),
                    "unknown",
                    broken.event().replicaSite()
                            + " no longer receives: "
                            + broken.event().detail(),
                    broken.event().since());
        }
        if (lag == null) {
            return new ApplicationCard.Bridge(
                    "unknown", new Badge(Tone.UNKNOWN, "never measured"), "unknown", "", null);
        }
        var measured = lag.envelope().event();
        var sample = measured.sample();
        if (!lag.fresh()) {
            return new ApplicationCard.Bridge(
                    "unknown",
                    new Badge(Tone.UNKNOWN, "not measured any more"),
                    "unknown",
                    sample == null ? "" : "last " + words.seconds(sample.lagSeconds()),
                    lag.at());
        }
        if (measured.quality() == LagQuality.UNKNOWN || sample == null) {
            return new ApplicationCard.Bridge(
                    "unknown",
                    new Badge(Tone.UNKNOWN, "cannot be measured"),
                    "unknown",
                    measured.detail(),
                    lag.at());
        }
        boolean bound = measured.quality() == LagQuality.UPPER_BOUND;
        return new ApplicationCard.Bridge(
                "up",
                new Badge(Tone.GOOD, bound ? "streams, at most" : "streams"),
                (bound ? "≤ " : "") + words.seconds(sample.lagSeconds()),
                words.bytes(sample.lagBytes()) + " behind " + measured.sourceSite(),
                lag.at());
    }

    private List<Figure> figures(Situation situation) {
        var s = situation.standing();
        var figures = new ArrayList<Figure>();
        var lag = situation.lag();
        figures.add(
                new Figure(
                        "Would be lost",
                        words.seconds(s.rpoExposureSeconds()),
                        Figure.verdict(s.rpoExposureSeconds(), s.objectiveRpoSeconds()),
                        objective(s.objectiveRpoSeconds()),
                        Figure.percent(s.rpoExposureSeconds(), s.objectiveRpoSeconds()),
                        s.rpoExposureSeconds() != null
                                ? "commits that " + standby(situation) + " lacks, measured"
                                : lag == null || lag.fresh()
                                        ? s.rpoBasis()
                                        : "Replication lag was last measured",
                        lag == null ? null : lag.at(),
                        null));
        var run =
                situation.runs().stream().filter(r -> r.runId().equals(s.rtoFromRun())).findFirst();
        figures.add(
                new Figure(
                        "Would be down",
                        words.seconds(s.rtoExposureSeconds()),
                        Figure.verdict(s.rtoExposureSeconds(), s.objectiveRtoSeconds()),
                        objective(s.objectiveRtoSeconds()),
                        Figure.percent(s.rtoExposureSeconds(), s.objectiveRtoSeconds()),
                        s.rtoFromRun() == null
                                ? "No unplanned failover was ever measured"
                                : "as long as " + s.rtoFromRun() + " took,",
                        run.map(RunMeasurement::endedAt).orElse(null),
                        null));
        figures.add(proven(s.provenBackup()));
        return figures;
    }

    private Figure proven(@Nullable ProvenBackup backup) {
        return backup == null
                ? new Figure(
                        "Newest proven backup",
                        "none",
                        new Badge(Tone.WARN, "nothing is proven"),
                        "",
                        null,
                        "No backup of it was restored and found whole",
                        null,
                        null)
                : new Figure(
                        "Newest proven backup",
                        "",
                        new Badge(Tone.GOOD, words.words(backup.level())),
                        backup.restoreSeconds() == null
                                ? ""
                                : "restored in " + words.seconds(backup.restoreSeconds()),
                        null,
                        words.count(backup.rowsCompared()) + " rows compared, proven",
                        backup.verifiedAt(),
                        backup.snapshotAt());
    }

    private static String standby(Situation situation) {
        var lag = situation.lag();
        return lag == null ? "the standby" : lag.envelope().event().replicaSite();
    }

    private String objective(@Nullable Double seconds) {
        return seconds == null ? "no objective" : "of " + words.objective(seconds) + " allowed";
    }
}
