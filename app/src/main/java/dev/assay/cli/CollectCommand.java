package dev.assay.cli;

import dev.assay.collect.CollectSettings;
import dev.assay.collect.Collector;
import dev.assay.collect.Subject;
import dev.assay.platform.RefusedSetting;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code assay collect}: uploads result files to an API, while a test runs or once. Every option {@code --some-thing} can also
 * be set by the environment variable {@code ASSAY_SOME_THING}. Needs no database, and loads no class of the server. It reads the
 * values itself, so that {@link #main} can use it without the library that reads options.
 */
@Command(
        name = "collect",
        description = {
            "Upload result files as a test writes them, until SIGTERM; or, with --once, the files that exist.",
            "Exit code 0: all was delivered; 1: something was not; 2: a setting is wrong; with --once also"
                    + " 3: a file was refused or left out; 4: no file matched."
        },
        mixinStandardHelpOptions = true)
final class CollectCommand implements Callable<Integer> {
    private static final int LEFT = 1;
    private static final int REFUSED = 3;
    private static final int NOTHING = 4;

    private final Map<String, String> environment;
    private final PrintWriter out;

    @Option(names = "--url", paramLabel = "URL", description = "The address of the API.")
    private @Nullable String url;

    @Option(names = "--api-key", paramLabel = "KEY", description = "An API key, used instead of a token.")
    private @Nullable String apiKey;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The file with the token, read for every request (default: /var/run/secrets/assay/token).")
    private @Nullable String tokenFile;

    @Option(
            names = "--test",
            paramLabel = "QUERY",
            description = "What is tested, written as the query of /v2/uploads.")
    private @Nullable String test;

    @Option(
            names = "--with",
            paramLabel = "NAME=VALUE",
            description = "One more parameter of --test, not encoded; may be repeated.")
    private List<String> with = List.of();

    @Option(
            names = "--results-dir",
            paramLabel = "DIR",
            description = "The directory that the test writes to (default: /assay/results).")
    private @Nullable String directory;

    @Option(
            names = "--results",
            paramLabel = "GLOBS",
            description = "Result files in that directory, separated by commas (default: **/*.xml).")
    private @Nullable String results;

    @Option(
            names = "--logs",
            paramLabel = "GLOBS",
            description = "Text files in that directory; the head and the tail of each are kept as an event.")
    private @Nullable String logs;

    @Option(names = "--format", paramLabel = "FORMAT", description = "The format of the result files: junit.")
    private @Nullable String format;

    @Option(
            names = "--finish",
            paramLabel = "BOOLEAN",
            description = "True to complete the execution when this collector ends (default: true).")
    private @Nullable String finish;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "Where the test runs, for people who read events (default: HOSTNAME).")
    private @Nullable String source;

    @Option(
            names = "--spool-max",
            paramLabel = "BYTES",
            description = "The most bytes that may wait to be delivered (default: 1GiB).")
    private @Nullable String spoolMax;

    @Option(names = "--file-max", paramLabel = "BYTES", description = "The most bytes of one file (default: 256MiB).")
    private @Nullable String fileMax;

    @Option(names = "--files-max", paramLabel = "N", description = "The most result files (default: 20000).")
    private @Nullable String filesMax;

    @Option(names = "--logs-max", paramLabel = "N", description = "The most logs (default: 10).")
    private @Nullable String logsMax;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            description = "The time between two looks at the directory (default: 1s).")
    private @Nullable String interval;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            description = "The time to deliver the remaining files after SIGTERM (default: 10m).")
    private @Nullable String grace;

    @Option(
            names = "--undelivered-file",
            paramLabel = "FILE",
            description = "Where to write which files were not delivered, such as /dev/termination-log.")
    private @Nullable String undeliveredFile;

    @Option(
            names = "--end",
            description = "Take the files that exist, deliver them within the grace time and end, as after SIGTERM.")
    private boolean end;

    @Option(names = "--once", paramLabel = "DIR", description = "Upload the files in this directory, and end.")
    private @Nullable String once;

    CollectCommand(Map<String, String> environment, PrintWriter out) {
        this.environment = Map.copyOf(environment);
        this.out = out;
    }

    /**
     * The entry point of the collector in the image, which has a class path of its own: a test waits for the collector to start.
     * Without options, as in a Pod, the library that reads them is not loaded.
     */
    static void main(String[] args) throws IOException, InterruptedException {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        PrintWriter out = new PrintWriter(System.out, true);
        CollectCommand command = new CollectCommand(System.getenv(), out);
        command.end = args.length > 0;
        System.exit(
                Stream.of(args).allMatch("--end"::equals)
                        ? command.callOrExplain()
                        : new CommandLine(new CollectCommand(System.getenv(), out))
                                .setExecutionExceptionHandler(Assay::explain)
                                .execute(args));
    }

    private int callOrExplain() throws IOException, InterruptedException {
        try {
            return call();
        } catch (CommandRefusal | RefusedSetting e) {
            System.err.println(e.getMessage());
            return CommandRefusal.USAGE;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String of = value("ASSAY_ONCE", once, "");
        return of.isEmpty() ? untilStopped() : once(Path.of(of));
    }

    /** Collects until SIGTERM. The process ends with our exit code, not with that of the signal. */
    private int untilStopped() throws IOException, InterruptedException {
        Collector collector = new Collector(settings(Path.of(value("ASSAY_RESULTS_DIR", directory, "/assay/results"))));
        CountDownLatch ended = new CountDownLatch(1);
        AtomicInteger code = new AtomicInteger(LEFT);
        Thread hook = new Thread(() -> {
            collector.stop();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            out.flush();
            Runtime.getRuntime().halt(code.get());
        });
        Runtime.getRuntime().addShutdownHook(hook);
        if (end || truth("ASSAY_END", value("ASSAY_END", null, "false"))) {
            collector.stop();
        }
        try {
            Collector.Outcome outcome = collector.run();
            code.set(outcome.delivered() ? 0 : LEFT);
            report(outcome);
        } finally {
            ended.countDown();
        }
        return code.get();
    }

    /** Writes what was not delivered to the file that Kubernetes reads after the end of a container. */
    private void report(Collector.Outcome outcome) throws IOException {
        String file = value("ASSAY_UNDELIVERED_FILE", undeliveredFile, "");
        if (!file.isEmpty() && !outcome.delivered()) {
            Files.writeString(Path.of(file), outcome.left());
        }
    }

    private int once(Path of) throws IOException, InterruptedException {
        Path spool = Files.createTempDirectory("assay-collect");
        try {
            Collector.Outcome outcome = new Collector(settings(of), spool).once();
            if (outcome.execution() != 0) {
                out.println(outcome.url());
                out.flush();
            }
            if (!outcome.delivered()) {
                return LEFT;
            }
            if (outcome.refused() + outcome.leftOut() > 0) {
                return REFUSED;
            }
            return outcome.stored() == 0 ? NOTHING : 0;
        } finally {
            delete(spool);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private CollectSettings settings(Path of) throws IOException {
        if (!Files.isDirectory(of)) {
            throw new CommandRefusal(
                    CommandRefusal.USAGE, of + " is not a directory: name the one that the test writes to.");
        }
        String key = value("ASSAY_API_KEY", apiKey, "");
        return new CollectSettings(
                api(),
                new CollectSettings.Credential(
                        key.isEmpty() ? null : key,
                        Path.of(value("ASSAY_TOKEN_FILE", tokenFile, "/var/run/secrets/assay/token"))),
                Subject.of(value("ASSAY_TEST", test, ""), with),
                of.toRealPath(),
                CollectSettings.globs(value("ASSAY_RESULTS", results, "**/*.xml")),
                CollectSettings.globs(value("ASSAY_LOGS", logs, "")),
                value("ASSAY_FORMAT", format, "junit"),
                truth("ASSAY_FINISH", value("ASSAY_FINISH", finish, "true")),
                value("ASSAY_SOURCE", source, environment.getOrDefault("HOSTNAME", "an unnamed host")),
                new CollectSettings.Limits(
                        bytes("ASSAY_SPOOL_MAX", value("ASSAY_SPOOL_MAX", spoolMax, "1GiB")),
                        bytes("ASSAY_FILE_MAX", value("ASSAY_FILE_MAX", fileMax, "256MiB")),
                        number("ASSAY_FILES_MAX", value("ASSAY_FILES_MAX", filesMax, "20000")),
                        number("ASSAY_LOGS_MAX", value("ASSAY_LOGS_MAX", logsMax, "10"))),
                time("ASSAY_INTERVAL", value("ASSAY_INTERVAL", interval, "1s")),
                time("ASSAY_GRACE", value("ASSAY_GRACE", grace, "10m")),
                environment);
    }

    /** The option, the variable, or what is usual if neither is given. */
    private String value(String variable, @Nullable String option, String usual) {
        return option == null ? environment.getOrDefault(variable, usual) : option;
    }

    private URI api() {
        String address = value("ASSAY_URL", url, "");
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new RefusedSetting(
                    "ASSAY_URL",
                    "has '" + address + "', which is not an address",
                    "Write one such as https://assay.example.com");
        }
    }

    private static boolean truth(String variable, String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new RefusedSetting(variable, "has '" + text + "', which is neither true nor false", "Write one");
        };
    }

    private static int number(String variable, String text) {
        if (!text.strip().matches("\\d{1,9}")) {
            throw new RefusedSetting(variable, "has '" + text + "', which is not a number", "Write one such as 10");
        }
        return Integer.parseInt(text.strip());
    }

    /** Reads {@code 512}, {@code 64KiB}, {@code 64K}, {@code 64KB}, and the same with M and G; the units are powers of 1024. */
    private static long bytes(String variable, String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        if (!upper.matches("\\d{1,12}([KMG](I?B)?)?")) {
            throw new RefusedSetting(variable, "has '" + text + "', which is not a size", "Write one such as 512MiB");
        }
        long number = Long.parseLong(upper.replaceAll("\\D", ""));
        String unit = upper.replaceAll("\\d", "");
        return number << (unit.isEmpty() ? 0 : 10 * (1 + "KMG".indexOf(unit.charAt(0))));
    }

    /** Reads {@code 500ms}, {@code 100s}, {@code 2m}, {@code 1h}. */
    private static Duration time(String variable, String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (!lower.matches("\\d{1,9}(ms|s|m|h)")) {
            throw new RefusedSetting(
                    variable, "has '" + text + "', which is not a valid time", "Write one such as 100s");
        }
        long number = Long.parseLong(lower.replaceAll("\\D", ""));
        return switch (lower.replaceAll("\\d", "")) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
