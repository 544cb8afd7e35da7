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

/** The entry point of the image: {@code assay <command>}. */
@Command(
        name = "assay",
        description = "Stores what was tested, where, how it went and who signed it off.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Assay.Built.class)
public final class Assay {
    private static final String COLLECT = "collect";

    private final CommandContext command;

    private Assay(CommandContext command) {
        this.command = command;
    }

    public static void main(String[] args) {
        // Times are UTC (CONV-22). JDBC converts naive times through the zone of the process, in which an hour may be
        // missing in spring
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, Charset.defaultCharset()), true);
        System.exit(main(System.getenv(), out, args).execute(args));
    }

    /**
     * The command line for these arguments. For the collector it has no other commands, because a collector has little memory
     * and cannot load their classes.
     */
    private static CommandLine main(Map<String, String> environment, PrintWriter out, String... args) {
        return args.length > 0 && args[0].equals(COLLECT)
                ? new CommandLine(new Assay(new CommandContext(environment, out)))
                        .addSubcommand(new CollectCommand(environment, out))
                        .setExecutionExceptionHandler(Assay::explain)
                : commandLine(environment, out);
    }

    /** All commands, with these settings; they print to this writer. */
    static CommandLine commandLine(Map<String, String> environment, PrintWriter out) {
        CommandContext command = new CommandContext(environment, out);
        return new CommandLine(new Assay(command))
                .addSubcommand(new PlanCommand())
                .addSubcommand(new MigrateCommand(command))
                .addSubcommand(new ApplicationCommand(command))
                .addSubcommand(new UserCommand(command))
                .addSubcommand(new ArtefactCommand(command))
                .addSubcommand(new OpenapiCommand(command))
                .addSubcommand(new SeedCommand(command))
                .addSubcommand(new SmokeCommand(command))
                .addSubcommand(new CommandLine(new DatabaseCommand(command)).addSubcommand(new MigrateCommand(command)))
                .addSubcommand(new CollectCommand(environment, out))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setExecutionStrategy(Assay::execute)
                .setExecutionExceptionHandler(Assay::explain);
    }

    /**
     * Runs the API. It does not start if the database schema is behind. In development ASSAY_MIGRATIONS_AT_START=true brings
     * the schema up to date first.
     */
    @Command(description = "Serve the API on port 30000 (PORT).", mixinStandardHelpOptions = true)
    void serve() {
        command.run(Role.SERVE);
    }

    /** Runs the background work, which several workers can share. Servers that run with workers have BACKGROUND_WORK=false. */
    @Command(
            description = "Do the background work; serves only probes and metrics, on port 9090 (METRICS_PORT).",
            mixinStandardHelpOptions = true)
    void worker() {
        command.run(Role.WORKER);
    }

    @Command(
            description =
                    "Reconcile TestPlans, TestRuns and ResultSources of the cluster that it runs in, or that KUBECONFIG names.",
            mixinStandardHelpOptions = true)
    void operator() {
        command.run(Role.OPERATOR);
    }

    /** Runs the named command; the audit log names the user of the process for what it changes. */
    private static int execute(CommandLine.ParseResult parsed) {
        CommandLine.ParseResult named = parsed;
        while (named.hasSubcommand()) {
            named = named.subcommand();
        }
        String operation = named.commandSpec().qualifiedName();
        return new AuditContext("command:" + System.getProperty("user.name"), "", operation)
                .during(() -> new CommandLine.RunLast().execute(parsed));
    }

    /** Prints one message for a failure that the user can fix; anything else is a bug and keeps its stack trace. */
    static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
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
