package io.bascule.cli;

import picocli.CommandLine.Command;

/** What can be done with a plan without anybody noticing. */
@Command(
        name = "plan",
        description = "Looks at a plan.",
        subcommands = PlanCheckCommand.class,
        footer = {"", "Example:", "  bascule plan check plan.yaml"})
final class PlanCommand extends Group {}
