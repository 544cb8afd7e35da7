package dev.assay.cli;

import dev.assay.service.ApiDescription;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;

/** {@code assay openapi json|yaml}: prints the API description; needs no database. */
@Command(
        name = "openapi",
        description = "Print the API description.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class OpenapiCommand {
    private final CommandContext command;

    OpenapiCommand(CommandContext command) {
        this.command = command;
    }

    @Command(description = "Print it as JSON.", mixinStandardHelpOptions = true)
    void json() {
        print(ApiDescription::json);
    }

    @Command(description = "Print it as YAML.", mixinStandardHelpOptions = true)
    void yaml() {
        print(ApiDescription::yaml);
    }

    private void print(Function<ApiDescription, String> form) {
        try (ApplicationContext context = ApplicationContext.run(Map.of("datasources.default.enabled", false))) {
            command.out().print(form.apply(context.getBean(ApiDescription.class)));
            command.out().flush();
        }
    }
}
