package io.bascule.cli;

import io.bascule.contracts.EventJson;
import io.bascule.sandbox.standing.Order;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The disasters to play with. */
@Command(
        name = "sandbox",
        description = "Plays disasters in the sandbox that stays.",
        subcommands = {
            SandboxCommand.Kill.class,
            SandboxCommand.Stop.class,
            SandboxCommand.Cut.class,
            SandboxCommand.Heal.class,
            SandboxCommand.Books.class
        },
        footer = {
            "",
            "Example:",
            "  bascule sandbox kill frankfurt",
            "",
            "Exit codes: 0 done, 2 there is no such place, 6 there was nothing to do it to, 16 no sandbox runs there."
        })
final class SandboxCommand {

    private SandboxCommand() {}

    private static final String SITES_AND_PROCESSES =
            "frankfurt, paris, or coordinator, executor-frankfurt, executor-paris, monitor, backup, reporting, notification, broker, haproxy, object-store.";

    /** For shells: what can be killed and stopped. */
    static final class Processes extends Names {
        Processes() {
            super(SITES_AND_PROCESSES.replaceAll("\\bor |\\.", "").split(", "));
        }
    }

    /** For shells: what can be cut. */
    static final class Networks extends Names {
        Networks() {
            super("stream", "frankfurt", "paris");
        }
    }

    /** For shells: what can be healed. */
    static final class Healed extends Names {
        Healed() {
            super(
                    Stream.concat(
                                    Stream.of("all", "stream"),
                                    StreamSupport.stream(new Processes().spliterator(), false))
                            .toArray(String[]::new));
        }
    }

    /** Names that a shell may complete. */
    abstract static class Names implements Iterable<String> {

        private final List<String> names;

        Names(String... names) {
            this.names = List.of(names);
        }

        @Override
        public final Iterator<String> iterator() {
            return names.iterator();
        }
    }

    /** One of them: asks the sandbox, and says what it says. */
    abstract static class Verb extends StandingCommand {

        @Option(names = "--json", description = "Print the answer as JSON.")
        private boolean json;

        private final Order.Verb verb;

        Verb(Order.Verb verb) {
            this.verb = verb;
        }

        abstract @Nullable String place();

        @Override
        public Integer call() {
            var asked = ask(verb, place());
            if (asked.isEmpty()) {
                return notRunning();
            }
            var answer = asked.get();
            if (json) {
                out().println(EventJson.mapper().writeValueAsString(answer));
            } else if (answer.isDone()) {
                out().println(answer.message());
            } else {
                err().println("bascule: " + answer.message());
            }
            return answer.cause() == null ? ExitCode.DONE : ExitCode.of(answer.cause());
        }
    }

    /** One that is done to a site's server or to a process. */
    abstract static class OnAProcess extends Verb {

        @Parameters(
                paramLabel = "PLACE",
                completionCandidates = Processes.class,
                description = SITES_AND_PROCESSES)
        private @Nullable String place;

        OnAProcess(Order.Verb verb) {
            super(verb);
        }

        @Override
        final @Nullable String place() {
            return place;
        }
    }

    /** kill -9. */
    @Command(
            name = "kill",
            description =
                    "Kills (SIGKILL) the whole PostgreSQL at a site, or a process by its name; the latter is started again.",
            footer = {
                "",
                "Example:",
                "  bascule sandbox kill frankfurt",
                "  bascule sandbox kill coordinator",
                "",
                "Exit codes: 0 done, 2 there is no such place, 6 nothing runs there, 16 no sandbox runs."
            })
    static final class Kill extends OnAProcess {

        Kill() {
            super(Order.Verb.KILL);
        }
    }

    /** SIGSTOP. */
    @Command(
            name = "stop",
            description =
                    "Stops (SIGSTOP) the whole PostgreSQL at a site, or a process by its name: it neither answers nor ends until it is healed.",
            footer = {
                "",
                "Example:",
                "  bascule sandbox stop frankfurt",
                "",
                "Exit codes: 0 done, 2 there is no such place, 6 nothing runs there, 16 no sandbox runs."
            })
    static final class Stop extends OnAProcess {

        Stop() {
            super(Order.Verb.STOP);
        }
    }

    /** The network. */
    @Command(
            name = "cut",
            description = {
                "Cuts the replication stream between the sites (stream), or a whole site off (frankfurt, paris).",
                "A site that is cut off is a black hole: front door, monitor and the other site do not reach its server, nor its executor the broker."
            },
            footer = {
                "",
                "Example:",
                "  bascule sandbox cut stream",
                "  bascule sandbox cut frankfurt",
                "",
                "Exit codes: 0 done, 2 there is no such place, 16 no sandbox runs."
            })
    static final class Cut extends Verb {

        @Parameters(
                paramLabel = "PLACE",
                completionCandidates = Networks.class,
                description = "stream, frankfurt or paris.")
        private @Nullable String place;

        Cut() {
            super(Order.Verb.CUT);
        }

        @Override
        @Nullable String place() {
            return place;
        }
    }

    /** Undoes stop and cut. */
    @Command(
            name = "heal",
            description =
                    "Undoes what was stopped and cut, at one place or everywhere. What was killed comes back by itself or by a failback.",
            footer = {
                "",
                "Example:",
                "  bascule sandbox heal all",
                "  bascule sandbox heal stream",
                "",
                "Exit codes: 0 done, 2 there is no such place, 16 no sandbox runs."
            })
    static final class Heal extends Verb {

        @Parameters(
                paramLabel = "PLACE",
                arity = "0..1",
                completionCandidates = Healed.class,
                description =
                        "What was stopped or cut, as it was named then; all, or left out: everything.")
        private @Nullable String place;

        Heal() {
            super(Order.Verb.HEAL);
        }

        @Override
        @Nullable String place() {
            return place;
        }
    }

    /** The client's ledger against the database. */
    @Command(
            name = "books",
            description =
                    "Holds the client's own books against the database: which orders that were acknowledged are missing.",
            footer = {
                "",
                "Example:",
                "  bascule sandbox books --json",
                "",
                "Exit codes: 0 they were compared, 6 the database could not be read, 16 no sandbox runs."
            })
    static final class Books extends Verb {

        Books() {
            super(Order.Verb.BOOKS);
        }

        @Override
        @Nullable String place() {
            return null;
        }
    }
}
