package io.bascule.cli;

import io.bascule.cli.gateway.Answer.Outcome;
import io.bascule.cli.kafka.Plans;
import io.bascule.cli.kafka.TopicLog;
import io.bascule.cli.platform.TalkException;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a backup now. */
@Command(
        name = "run",
        description =
                "Takes a backup now: of every job of an application, or of one job. Followed, it lasts until each backup is proven to the level of the plan.",
        footer = {"", "Examples:", "  bascule backup run orders", "  bascule backup run orders-db"})
final class BackupRunCommand extends RequestCommand {

    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "APP|JOB", description = "The application, or a backup job.")
    private String name;

    @Option(names = "--job", paramLabel = "JOB", description = "One job of the application.")
    private @Nullable String job;

    @Override
    public Integer call() {
        var brokers = platform().knownBootstrapServers();
        if (brokers.isEmpty()) {
            return run(name, job, null);
        }
        Plans plans;
        try (var log = new TopicLog(brokers.get())) {
            plans = Plans.read(log);
        } catch (TalkException e) {
            // The gateway may do without it: then the name is the application's.
            screen().aside(String.valueOf(e.getMessage()));
            return run(name, job, null);
        }
        var ofJob = plans.applicationOfJob(name);
        return job == null && !plans.knows(name) && ofJob.isPresent()
                ? run(ofJob.get(), name, plans)
                : run(name, job, plans);
    }

    private int run(String application, @Nullable String ofJob, @Nullable Plans plans) {
        var sent = Instant.now();
        var answer = ask(platform(), new BackupRequested(application, ofJob, by(), reason()));
        int code = new Answers(talk()).say(answer);
        if (answer.outcome() != Outcome.TAKEN || plans == null || !follows()) {
            return code;
        }
        var jobs =
                plans.jobs(application).stream()
                        .filter(j -> ofJob == null || j.name().equals(ofJob))
                        .toList();
        return new FollowingBackups(talk(), timeout(), jobs).run(answer.requestId(), sent);
    }
}
