package dev.assay.cli;

import dev.assay.database.AuditContext;
import dev.assay.database.DatabaseNotReady;
import dev.assay.platform.RefusedSetting;
import dev.assay.platform.Version;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.TimeZone;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** Entry point of the one image: {@code assay <command>}. */
@Command(
        name = "assay",
        description = "Stores what was tested, where, how it went and who signed it off.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Assay.Built.class)
public final class Assay {
    private static final String COLLECT = "collect";

    private final CommandContext launch;

    private Assay(CommandContext launch) {
        this.launch = launch;
    }

    public static void main(String[] args) {
        // Times are UTC (CONV-22); JDBC takes naive ones through the process's zone, where an hour of spring may be
        // missing
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, Charset.defaultCharset()), true);
        System.exit(main(System.getenv(), out, args).execute(args));
    }

    /** The command that was named: a collector has little memory, and none for the classes of the others. */
    private static CommandLine main(Map<String, String> environment, PrintWriter out, String... args) {
        return args.length > 0 && args[0].equals(COLLECT)
                ? new CommandLine(new Assay(new CommandContext(environment, out)))
                        .addSubcommand(CollectCommand.commandLine(environment, out))
                        .setExecutionExceptionHandler(Assay::explain)
                : commandLine(environment, out);
    }

    /** All commands, over these settings, saying what they do to this writer. */
    static CommandLine commandLine(Map<String, String> environment, PrintWriter out) {
        CommandContext launch = new CommandContext(environment, out);
        return new CommandLine(new Assay(launch))
                .addSubcommand(new PlanCommand())
                .addSubcommand(new MigrateCommand(launch))
                .addSubcommand(new ApplicationCommand(launch))
                .addSubcommand(new UserCommand(launch))
                .addSubcommand(new ArtefactCommand(launch))
                .addSubcommand(new OpenapiCommand(launch))
                .addSubcommand(new SeedCommand(launch))
                .addSubcommand(new SmokeCommand(launch))
                .addSubcommand(new CommandLine(new DatabaseCommand(launch)).addSubcommand(new MigrateCommand(launch)))
                .addSubcommand(CollectCommand.commandLine(environment, out))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setExecutionStrategy(Assay::execute)
                .setExecutionExceptionHandler(Assay::explain);
    }

    /** Does not start on a schema that is behind; in development ASSAY_MIGRATIONS_AT_START=true brings it up to date first. */
    @Command(description = "Serve the API on port 30000 (PORT).", mixinStandardHelpOptions = true)
    void serve() {
        launch.run(Role.SERVE);
    }

    /** What nobody waits for; several at once share it. The servers beside it have BACKGROUND_WORK=false. */
    @Command(
            description = "Do the background work; answers probes only, on port 9090 (METRICS_PORT).",
            mixinStandardHelpOptions = true)
    void worker() {
        launch.run(Role.WORKER);
    }

    @Command(
            description =
                    "Reconcile TestPlans, TestRuns and ResultSources of the cluster that it runs in, or KUBECONFIG names.",
            mixinStandardHelpOptions = true)
    void operator() {
        launch.run(Role.OPERATOR);
    }

    /** Runs the command that was named; what it changes is its user's doing. */
    private static int execute(CommandLine.ParseResult parsed) {
        CommandLine.ParseResult named = parsed;
        while (named.hasSubcommand()) {
            named = named.subcommand();
        }
        String operation = named.commandSpec().qualifiedName();
        return new AuditContext("command:" + System.getProperty("user.name"), "", operation)
                .during(() -> new CommandLine.RunLast().execute(parsed));
    }

    /** What a person can act on is one message; anything else is a fault of ours and keeps its stack trace. */
    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (failure instanceof CommandRefusal refusal) {
            command.getErr().println(refusal.getMessage());
            return refusal.exitCode();
        }
        if (failure instanceof RefusedSetting refused) {
            command.getErr().println(refused.getMessage());
            return CommandRefusal.USAGE;
        }
        if (failure instanceof DatabaseNotReady notReady) {
            command.getErr().println(notReady.getMessage());
            return 1;
        }
        throw failure;
    }

    static final class Built implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {Version.current()};
        }
    }
}
