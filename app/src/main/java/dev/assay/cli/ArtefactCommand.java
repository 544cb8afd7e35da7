package dev.assay.cli;

import dev.assay.artefact.Artefacts;
import io.micronaut.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code assay artefact assign|delete}: what operators do to single artefacts. */
@Command(
        name = "artefact",
        description = "Say who reviews an artefact, or remove it.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class ArtefactCommand {
    private final CommandContext launch;

    ArtefactCommand(CommandContext launch) {
        this.launch = launch;
    }

    @Command(
            description = "Make a person the only reviewer of an artefact; nobody is told.",
            mixinStandardHelpOptions = true)
    void assign(
            @Parameters(paramLabel = "ARTEFACT_ID", description = "Which artefact.") int artefact,
            @Parameters(paramLabel = "USER_ID", description = "Who reviews it; see assay user list.") int user) {
        try (ApplicationContext context = launch.context(CommandContext.SMALL)) {
            switch (context.getBean(Artefacts.class).assign(artefact, user)) {
                case ASSIGNED -> launch.say("User " + user + " is the only reviewer of artefact " + artefact + " now.");
                case UNKNOWN_ARTEFACT -> throw new CommandRefusal(1, "There is no artefact " + artefact + ".");
                case UNKNOWN_USER -> throw new CommandRefusal(1, "There is no user " + user + ".");
            }
        }
    }

    @Command(
            description = "Remove an artefact with its builds, executions, results and reviews, for ever.",
            mixinStandardHelpOptions = true)
    void delete(@Parameters(paramLabel = "ARTEFACT_ID", description = "Which artefact.") int artefact) {
        try (ApplicationContext context = launch.context(CommandContext.SMALL)) {
            boolean deleted = context.getBean(Artefacts.class).delete(artefact);
            launch.say(
                    deleted
                            ? "Removed artefact " + artefact + " with its builds, executions, results and reviews."
                            : "There is no artefact " + artefact + ": nothing to remove.");
        }
    }
}
