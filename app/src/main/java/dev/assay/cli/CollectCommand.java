package dev.assay.cli;

import dev.assay.collect.CollectSettings;
import dev.assay.collect.Collector;
import dev.assay.collect.Subject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code assay collect}: uploads result files to an API, while a test runs or once. Every option {@code --some-thing} can also
 * be set by the environment variable {@code ASSAY_SOME_THING}. Needs no database, and loads no class of the server.
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

    @Option(names = "--url", required = true, paramLabel = "URL", description = "The address of the API.")
    private URI url = URI.create("");

    @Option(names = "--api-key", paramLabel = "KEY", description = "An API key, used instead of a token.")
    private @Nullable String apiKey;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            defaultValue = "/var/run/secrets/assay/token",
            description = "The file with the token, read for every request (default: ${DEFAULT-VALUE}).")
    private Path tokenFile = Path.of("");

    @Option(
            names = "--test",
            paramLabel = "QUERY",
            description = "What is tested, written as the query of /v2/uploads.")
    private String test = "";

    @Option(
            names = "--with",
            paramLabel = "NAME=VALUE",
            description = "One more parameter of --test, not encoded; may be repeated.")
    private List<String> with = List.of();

    @Option(
            names = "--results-dir",
            paramLabel = "DIR",
            defaultValue = "/assay/results",
            description = "The directory that the test writes to (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of("");

    @Option(
            names = "--results",
            paramLabel = "GLOBS",
            defaultValue = "**/*.xml",
            description = "Result files in that directory, separated by commas (default: ${DEFAULT-VALUE}).")
    private String results = "";

    @Option(
            names = "--logs",
            paramLabel = "GLOBS",
            defaultValue = "",
            description = "Text files in that directory; the head and the tail of each are kept as an event.")
    private String logs = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "junit",
            description = "The format of the result files: junit.")
    private String format = "";

    @Option(
            names = "--finish",
            paramLabel = "BOOLEAN",
            arity = "1",
            defaultValue = "true",
            description = "True to complete the execution when this collector ends (default: ${DEFAULT-VALUE}).")
    private boolean finish;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "Where the test runs, for people who read events (default: HOSTNAME).")
    private @Nullable String source;

    @Option(
            names = "--spool-max",
            paramLabel = "BYTES",
            defaultValue = "1GiB",
            converter = Bytes.class,
            description = "The most bytes that may wait to be delivered (default: ${DEFAULT-VALUE}).")
    private long spoolMax;

    @Option(
            names = "--file-max",
            paramLabel = "BYTES",
            defaultValue = "256MiB",
            converter = Bytes.class,
            description = "The most bytes of one file (default: ${DEFAULT-VALUE}).")
    private long fileMax;

    @Option(
            names = "--files-max",
            paramLabel = "N",
            defaultValue = "20000",
            description = "The most result files (default: ${DEFAULT-VALUE}).")
    private int filesMax;

    @Option(
            names = "--logs-max",
            paramLabel = "N",
            defaultValue = "10",
            description = "The most logs (default: ${DEFAULT-VALUE}).")
    private int logsMax;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = Time.class,
            description = "The time between two looks at the directory (default: ${DEFAULT-VALUE}).")
    private Duration interval = Duration.ZERO;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            defaultValue = "100s",
            converter = Time.class,
            description = "The time to deliver the remaining files after SIGTERM (default: ${DEFAULT-VALUE}).")
    private Duration grace = Duration.ZERO;

    @Option(
            names = "--end",
            description = "Take the files that exist, deliver them within the grace time and end, as after SIGTERM.")
    private boolean end;

    @Option(names = "--once", paramLabel = "DIR", description = "Upload the files in this directory, and end.")
    private @Nullable Path once;

    CollectCommand(Map<String, String> environment, PrintWriter out) {
        this.environment = Map.copyOf(environment);
        this.out = out;
    }

    /** The command as a subcommand of {@code assay}. */
    static CommandLine commandLine(Map<String, String> environment, PrintWriter out) {
        CommandLine command = new CommandLine(new CollectCommand(environment, out));
        return command.setDefaultValueProvider(argument -> argument instanceof CommandLine.Model.OptionSpec option
                        && !option.versionHelp()
                        && !option.usageHelp()
                        && !option.longestName().equals("--with")
                ? environment.get("ASSAY_"
                        + option.longestName().substring(2).replace('-', '_').toUpperCase(Locale.ROOT))
                : null);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return once == null ? untilStopped() : once(once);
    }

    /** Collects until SIGTERM. The process ends with our exit code, not with that of the signal. */
    private int untilStopped() throws IOException, InterruptedException {
        Collector collector = new Collector(settings(directory));
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
        if (end) {
            collector.stop();
        }
        try {
            code.set(collector.run().delivered() ? 0 : LEFT);
        } finally {
            ended.countDown();
        }
        return code.get();
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
        return new CollectSettings(
                url,
                new CollectSettings.Credential(apiKey, tokenFile),
                Subject.of(test, with),
                of.toRealPath(),
                CollectSettings.globs(results),
                CollectSettings.globs(logs),
                format,
                finish,
                source == null ? environment.getOrDefault("HOSTNAME", "an unnamed host") : source,
                new CollectSettings.Limits(spoolMax, fileMax, filesMax, logsMax),
                interval,
                grace,
                environment);
    }

    /** Reads {@code 512}, {@code 64KiB}, {@code 64K}, {@code 64KB}, and the same with M and G; the units are powers of 1024. */
    static final class Bytes implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            String upper = text.strip().toUpperCase(Locale.ROOT);
            if (!upper.matches("\\d{1,12}([KMG](I?B)?)?")) {
                throw new TypeConversionException("'" + text + "' is not a size: write one such as 512MiB");
            }
            long number = Long.parseLong(upper.replaceAll("\\D", ""));
            String unit = upper.replaceAll("\\d", "");
            return number << (unit.isEmpty() ? 0 : 10 * (1 + "KMG".indexOf(unit.charAt(0))));
        }
    }

    /** Reads {@code 500ms}, {@code 100s}, {@code 2m}, {@code 1h}. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            String lower = text.strip().toLowerCase(Locale.ROOT);
            if (!lower.matches("\\d{1,9}(ms|s|m|h)")) {
                throw new TypeConversionException("'" + text + "' is not a valid time: write one such as 100s");
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
}
