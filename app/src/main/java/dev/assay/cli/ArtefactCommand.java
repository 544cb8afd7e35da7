package dev.assay.cli;

import dev.assay.artefact.Artefacts;
import io.micronaut.context.ApplicationContext;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Serdeable(naming = SnakeCaseStrategy.class)
    record Assigned(int artefactId, int reviewerId) {}

    @Serdeable(naming = SnakeCaseStrategy.class)
    record Deleted(int artefactId, boolean deleted) {}

    @Command(
            description = "Make a person the only reviewer of an artefact; no notification is sent.",
            mixinStandardHelpOptions = true)
    void assign(
            @Parameters(paramLabel = "ARTEFACT_ID", description = "The artefact's id.") int artefact,
            @Parameters(paramLabel = "USER_ID", description = "The reviewer's id; see assay user list.") int user,
            @Mixin CommandContext.Answer answer) {
        try (ApplicationContext context = command.context(CommandContext.SMALL)) {
            switch (context.getBean(Artefacts.class).assign(artefact, user)) {
                case ASSIGNED ->
                    answer.say(
                            command,
                            context,
                            new Assigned(artefact, user),
                            "User " + user + " is the only reviewer of artefact " + artefact + " now.");
                case UNKNOWN_ARTEFACT -> throw new CommandRefusal(1, "There is no artefact " + artefact + ".");
                case UNKNOWN_USER -> throw new CommandRefusal(1, "There is no user " + user + ".");
            }
        }
    }

    @Command(
            description = "Remove an artefact with its builds, executions, results and reviews, for ever.",
            mixinStandardHelpOptions = true)
    void delete(
            @Parameters(paramLabel = "ARTEFACT_ID", description = "The artefact's id.") int artefact,
            @Mixin CommandContext.Answer answer) {
        try (ApplicationContext context = command.context(CommandContext.SMALL)) {
            boolean deleted = context.getBean(Artefacts.class).delete(artefact);
            answer.say(
                    command,
                    context,
                    new Deleted(artefact, deleted),
                    deleted
                            ? "Removed artefact " + artefact + " with its builds, executions, results and reviews."
                            : "There is no artefact " + artefact + ": nothing to remove.");
        }
    }
}
