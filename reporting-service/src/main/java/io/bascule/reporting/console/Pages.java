package io.bascule.reporting.console;

import io.bascule.reporting.measure.RunMeasurement;
import io.bascule.reporting.measure.Situation;
import io.bascule.reporting.projection.Known;
import io.bascule.reporting.projection.Reading;
import io.bascule.reporting.projection.Reports;
import io.bascule.reporting.projection.RunStories;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** Renders pages. The stream renders with it too, so what it sends is what a reload would show. */
@Component
public final class Pages {

    /** More than these are not shown at once; what needs a look stands first. */
    private static final int APPLICATIONS = 200;

    private static final int CARDS = 12;
    private static final int RUNS = 100;
    private static final int RUNS_ON_OVERVIEW = 5;
    private static final int EVENTS = 100;

    private final ITemplateEngine templates;
    private final Known known;
    private final Cards cards;
    private final RunStories stories;
    private final Reports reports;
    private final Reading reading;
    private final Clock clock;

    Pages(
            ITemplateEngine templates,
            Known known,
            Cards cards,
            RunStories stories,
            Reports reports,
            Reading reading,
            Clock clock) {
        this.templates = templates;
        this.known = known;
        this.cards = cards;
        this.stories = stories;
        this.reports = reports;
        this.reading = reading;
        this.clock = clock;
    }

    /** The whole page as HTML; empty if what it is about is not known. */
    public Optional<String> render(Page page) {
        return switch (page) {
            case Page.Overview _ -> Optional.of(overview());
            case Page.Runs _ -> Optional.of(runs());
            case Page.Run run -> run(run.runId());
            case Page.Backups _ -> Optional.of(backups());
            case Page.Events events -> Optional.of(events(events));
        };
    }

    /** The line that says how far the topics are read; it stands on every page. */
    public String reading() {
        return templates.process("console/reading", context("", ""));
    }

    /** What is said of an address that leads nowhere. */
    public String notFound(String what) {
        var context = context("Not found", "");
        context.setVariable("what", what);
        return templates.process("console/not-found", context);
    }

    private String overview() {
        var applications =
                known.applications().stream()
                        .flatMap(name -> known.situation(name).stream())
                        .sorted(
                                Comparator.comparing(
                                        situation -> situation.standing().application()))
                        .toList();
        var all =
                applications.stream()
                        .map(cards::of)
                        .sorted(
                                Comparator.comparing(
                                        card -> card.badge().tone(), Headline.WORST_FIRST))
                        .toList();
        var progress = reading.progress();
        var context = context("Overview", "overview");
        context.setVariable("headline", Headline.of(progress, all, new Words()));
        context.setVariable("loading", isLoading(progress));
        context.setVariable("rows", all.stream().limit(APPLICATIONS).toList());
        context.setVariable("cards", all.stream().limit(CARDS).toList());
        context.setVariable("left", Math.max(0, all.size() - APPLICATIONS));
        context.setVariable("runs", lines(applications, RUNS_ON_OVERVIEW));
        return templates.process("console/overview", context);
    }

    private static boolean isLoading(Reading.Progress progress) {
        return progress.state() == Reading.State.STARTING
                || progress.state() == Reading.State.CATCHING_UP;
    }

    private static List<RunLine> lines(List<Situation> applications, int most) {
        return newestFirst(applications.stream().flatMap(s -> s.runs().stream()))
                .limit(most)
                .map(RunLine::of)
                .toList();
    }

    private static Stream<RunMeasurement> newestFirst(Stream<RunMeasurement> runs) {
        return runs.sorted(
                Comparator.comparing((RunMeasurement run) -> !run.outcome().isOver())
                        .thenComparing(
                                RunMeasurement::startedAt,
                                Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
                        .thenComparingLong(RunMeasurement::epoch)
                        .reversed());
    }

    private String runs() {
        var context = context("Runs", "runs");
        var all = known.runs();
        context.setVariable(
                "runs", newestFirst(all.stream()).limit(RUNS).map(RunLine::of).toList());
        context.setVariable("left", Math.max(0, all.size() - RUNS));
        context.setVariable("loading", isLoading(reading.progress()));
        return templates.process("console/runs", context);
    }

    private Optional<String> run(String runId) {
        var measured = known.run(runId);
        return stories.of(runId)
                .map(story -> {
                    boolean over =
                            measured.filter(run -> run.outcome().isOver()).isPresent()
                                    && reports.of(runId).isPresent();
                    var view = RunView.of(story, measured.orElse(null), over);
                    var context = context(view.runId(), "runs");
                    context.setVariable("run", view);
                    return templates.process("console/run", context);
                });
    }

    private String backups() {
        Instant now = clock.instant();
        var context = context("Backups", "backups");
        context.setVariable(
                "jobs",
                Stream.concat(
                                known.applications().stream(),
                                reports.applicationsWithBackups().stream())
                        .distinct()
                        .sorted()
                        .flatMap(application -> reports.jobs(application).stream())
                        .map(job -> BackupLine.of(job, now))
                        .sorted(
                                Comparator.comparing(
                                        line -> line.badge().tone(), Headline.WORST_FIRST))
                        .toList());
        context.setVariable("loading", isLoading(reading.progress()));
        return templates.process("console/backups", context);
    }

    private String events(Page.Events events) {
        var context = context("Events", "events");
        context.setVariable("application", events.application());
        context.setVariable("applications", known.applications());
        context.setVariable(
                "events",
                stories.recent(events.application(), EVENTS).stream().map(EventLine::of).toList());
        context.setVariable("most", EVENTS);
        context.setVariable("loading", isLoading(reading.progress()));
        return templates.process("console/events", context);
    }

    private Context context(String title, String section) {
        var context = new Context(Locale.ROOT);
        context.setVariable("w", new Words());
        context.setVariable("title", title);
        context.setVariable("section", section);
        context.setVariable("now", clock.instant());
        context.setVariable("reading", reading.progress());
        return context;
    }
}
