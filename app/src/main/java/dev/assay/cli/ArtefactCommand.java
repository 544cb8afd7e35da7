package dev.assay.cli;

import dev.assay.artefact.Artefacts;
import io.micronaut.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code assay artefact assign|delete}: assigns or removes a single artefact. */
@Command(
        name = "artefact",
        description = "Set the reviewer of an artefact, or remove it.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class ArtefactCommand {
    private final CommandContext command;

    ArtefactCommand(CommandContext command) {
        this.command = command;
    }

    @Command(
            description = "Make a person the only reviewer of an artefact; no notification is sent.",
            mixinStandardHelpOptions = true)
    void assign(
            @Parameters(paramLabel = "ARTEFACT_ID", description = "The artefact's id.") int artefact,
            @Parameters(paramLabel = "USER_ID", description = "The reviewer's id; see assay user list.") int user) {
        try (ApplicationContext context = command.context(CommandContext.SMALL)) {
            switch (context.getBean(Artefacts.class).assign(artefact, user)) {
                case ASSIGNED ->
                    command.say("User " + user + " is the only reviewer of artefact " + artefact + " now.");
                case UNKNOWN_ARTEFACT -> throw new CommandRefusal(1, "There is no artefact " + artefact + ".");
                case UNKNOWN_USER -> throw new CommandRefusal(1, "There is no user " + user + ".");
            }
        }
    }

    @Command(
            description = "Remove an artefact with its builds, executions, results and reviews, for ever.",
            mixinStandardHelpOptions = true)
    void delete(@Parameters(paramLabel = "ARTEFACT_ID", description = "The artefact's id.") int artefact) {
        try (ApplicationContext context = command.context(CommandContext.SMALL)) {
            boolean deleted = context.getBean(Artefacts.class).delete(artefact);
            command.say(
                    deleted
                            ? "Removed artefact " + artefact + " with its builds, executions, results and reviews."
                            : "There is no artefact " + artefact + ": nothing to remove.");
        }
    }
}
