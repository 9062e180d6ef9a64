package io.bascule.cli;

import io.bascule.sandbox.demo.Demo;
import io.bascule.sandbox.demo.DemoSettings;
import io.bascule.sandbox.demo.Narrator;
import io.bascule.sandbox.demo.Outcome;
import io.bascule.sandbox.trouble.Trouble;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.WorldSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The main job on real parts. */
@Command(
        name = "demo",
        description =
                "Plays a disaster from start to report: backup and proof, kill, failover, failback, exact loss.",
        footer = {
            "",
            "Troubles:",
            "  all                the first six together: each leaves an exact number",
            "  long-transactions  begun before the cut; committed after it, or never",
            "  rollbacks          rolled back whole, in part, by an error; large ones too",
            "  ddl                tables, columns, indexes: made, changed and dropped",
            "  no-primary-key     writes to a table without a primary key",
            "  analyze            ANALYZE and VACUUM: log without a changed row",
            "  checkpoint         the primary checkpoints before it dies",
            "  async-commit       synchronous_commit=off: there is no exact number then",
            "  old-site-lost      the old site never returns: bounds stay bounds",
            "  pause-replay       the standby's replay pauses instead of a cut",
            "",
            "Example:",
            "  bascule demo --trouble all,async-commit"
        })
final class DemoCommand implements Callable<Integer> {

    @Option(names = "--json", paramLabel = "FILE", description = "Write the outcome for machines.")
    private @Nullable Path json;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Play N disasters in one world and print the table.")
    private int repeat = 1;

    @Option(
            names = "--cut",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = Seconds.class,
            description = "Cut the stream for this long before the kill, such as 2s or 2500ms.")
    private Duration cut = Duration.ofSeconds(2);

    @Option(
            names = "--trouble",
            paramLabel = "NAME",
            converter = Troubles.class,
            description =
                    "What else befalls the application during the cut, with commas between; see below.")
    private Named named = new Named(Set.of());

    @Option(names = "--checkpoint", description = "The same as --trouble checkpoint.")
    private boolean checkpoint;

    @Option(names = "--pause-replay", description = "The same as --trouble pause-replay.")
    private boolean pauseReplay;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "Play by this plan; see sandbox/src/main/resources for the default one.")
    private @Nullable Path plan;

    @Option(
            names = "--report-dir",
            paramLabel = "DIR",
            description = "Keep the reports here; default ./bascule-report-<time>.")
    private @Nullable Path reports;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Make the world's folder below this one; default the temporary folder.")
    private @Nullable Path data;

    @Option(
            names = "--port-base",
            paramLabel = "PORT",
            description = "Use the ports from this one on; default random free ones.")
    private @Nullable Integer portBase;

    @Option(names = "--keep", description = "Leave the world's folder with all logs.")
    private boolean keep;

    @Override
    public Integer call() throws InterruptedException {
        if (repeat < 1 || repeat > 1_000) {
            System.err.println("bascule: Expected --repeat from 1 to 1000, but found " + repeat);
            return ExitCode.USAGE;
        }
        if (portBase != null && (portBase < 1_024 || portBase > 65_000)) {
            System.err.println(
                    "bascule: Expected --port-base from 1024 to 65000, but found " + portBase);
            return ExitCode.USAGE;
        }
        var troubles = troubles();
        try {
            Trouble.mustFit(troubles, repeat);
        } catch (IllegalArgumentException e) {
            System.err.println("bascule: " + e.getMessage());
            return ExitCode.USAGE;
        }
        String text = null;
        if (plan != null) {
            try {
                text = Files.readString(plan);
            } catch (IOException e) {
                System.err.println("bascule: Expected a readable plan " + plan + ", but: " + e);
                return ExitCode.USAGE;
            }
        }
        var defaults = WorldSettings.defaults();
        var world =
                new WorldSettings(
                        data == null ? defaults.data() : data,
                        portBase,
                        text,
                        plan == null ? defaults.planName() : plan.toString(),
                        keep,
                        false);
        var narrator = new Narrator(System.out, isTerminal());
        var settings = new DemoSettings(world, cut, troubles, repeat, json, reports);
        return exitCode(Demo.play(settings, narrator));
    }

    private Set<Trouble> troubles() {
        var troubles = new TreeSet<>(named.troubles());
        if (checkpoint) {
            troubles.add(Trouble.CHECKPOINT);
        }
        if (pauseReplay) {
            troubles.add(Trouble.PAUSE_REPLAY);
        }
        return troubles;
    }

    private static int exitCode(Outcome outcome) {
        if (outcome.allClaimsHeld()) {
            return ExitCode.DONE;
        }
        return outcome.failure() == null
                ? ExitCode.CLAIM_FAILED
                : ExitCode.of(SandboxException.Cause.AWAITED);
    }

    /** The launcher sees the terminal; this process has no standard input to ask. */
    private static boolean isTerminal() {
        return Boolean.getBoolean("bascule.terminal") && System.getenv("NO_COLOR") == null;
    }

    /** The troubles of one option: one value, although it is a set. */
    record Named(Set<Trouble> troubles) {

        Named {
            troubles = Set.copyOf(troubles);
        }
    }

    /** Names with commas between. */
    static final class Troubles implements ITypeConverter<Named> {

        @Override
        public Named convert(String text) {
            try {
                return new Named(Trouble.parse(text));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Times as people write them: 2s, 2.5s, 2500ms. */
    static final class Seconds implements ITypeConverter<Duration> {

        private static final Duration MOST = Duration.ofMinutes(5);

        @Override
        public Duration convert(String text) {
            try {
                var duration =
                        text.endsWith("ms")
                                ? Duration.ofMillis(
                                        Long.parseLong(text.substring(0, text.length() - 2)))
                                : Duration.ofMillis(
                                        Math.round(
                                                Double.parseDouble(text.replaceFirst("s$", ""))
                                                        * 1_000));
                if (!duration.isNegative() && duration.compareTo(MOST) <= 0) {
                    return duration;
                }
            } catch (NumberFormatException _) {
                // Said below.
            }
            throw new TypeConversionException(
                    "Expected a time from 0s to 300s, such as 2s or 2500ms, but found '"
                            + text
                            + "'");
        }
    }
}
