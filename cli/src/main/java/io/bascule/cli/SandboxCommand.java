package io.bascule.cli;

import io.bascule.contracts.EventJson;
import io.bascule.sandbox.standing.Order;
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
                description =
                        "frankfurt, paris, or coordinator, executor-frankfurt, executor-paris, monitor, backup, reporting, notification, broker, haproxy, object-store.")
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

        @Parameters(paramLabel = "PLACE", description = "stream, frankfurt or paris.")
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
