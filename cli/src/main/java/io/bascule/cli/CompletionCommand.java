package io.bascule.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets a shell complete what is typed. */
@Command(
        name = "completion",
        description = "Prints what a shell needs to complete commands and options.",
        footer = {"", "Example:", "  source <(./bascule completion bash)"})
final class CompletionCommand implements Callable<Integer> {

    /** Shells that are served; the same text serves both. */
    enum Shell {
        bash,
        zsh
    }

    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell;

    /** Set by picocli before a command is called. */
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var all = Bascule.commandLine();
        // The launcher's own command.
        var verify = CommandSpec.create();
        verify.usageMessage().description("Builds and passes all tests.");
        var _ = all.addSubcommand("verify", new CommandLine(verify));
        var out = spec.commandLine().getOut();
        var script = AutoComplete.bash("bascule", all);
        out.print(
                switch (shell) {
                    case bash -> script;
                    case zsh ->
                            "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n"
                                    + script;
                });
        out.flush();
        return ExitCode.DONE;
    }
}
