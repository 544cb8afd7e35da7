package dev.assay.dev;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs a role of the checkout in the working directory and follows its sources: saved changes are served within seconds. If they do
 * not compile or do not start, the old server keeps running. Environment: PORT, HOST, METRICS_PORT, and DB_URL, without which it
 * starts its own PostgreSQL; DB_PASSWORD if the address has no password.
 */
final class DevServer {
    private static final String SERVE = "serve";
    /** How soon it tries a failed start again if there is no old server: the database may have been down. */
    private static final Duration PAUSE = Duration.ofSeconds(15);
    /** From {@code dev.assay.migration.Migrations}, whose classes belong to another class loader. */
    private static final String EDITED = "The migrations that ran on this database are not those of this version";

    /** From {@code dev.assay.database.DatabaseNotReady}: nothing connects to it. */
    private static final String UNUSABLE = " cannot be used: ";
    /** Failures whose message says what to do. */
    private static final Set<String> FOR_PEOPLE = Set.of("DatabaseNotReady", "RefusedSetting");
    /** Set in a Pod, where the database may be later than the server, and an exit loses saved files. */
    private static final String POD = "KUBERNETES_SERVICE_HOST";

    private static final String WELCOME = """

            Assay serves %1$s and follows app/src/main and migrations; ctrl-C stops it.

              Page        %1$s/
              API         %1$s/docs
              Metrics     %2$s/prometheus, probes: %2$s/health/readiness
              Database    %3$s (scripts/db shell)
              API key     %4$s (application ci, may do everything)
              Sign on     %1$s/v1/auth/local/login?email=you@example.com as anybody

            Upload test results, then show those that failed:

              curl --fail-with-body -T docs/report.xml \\
                -H "Authorization: Bearer %5$s" \\
                "%1$s/v2/uploads?family=generic&name=assay&version=%6$s&environment=laptop"

              curl --fail-with-body -H "Authorization: Bearer %5$s" \\
                "%1$s/v1/test-results?families=generic&test_result_statuses=FAILED"

            scripts/seed makes a larger example.

            """;

    private final String role;
    private final Path root;
    private final Map<String, String> environment;
    private final SourceWatch watch;
    private final DevBuild build;
    private final DevHealth health;
    private final CiKey key;
    private final @Nullable DevDatabase database;
    private final String databaseUrl;
    /** The class path of the application that runs, for {@code scripts/assay}. */
    private final Path classPath;

    private List<Path> served = List.of();
    private @Nullable DevApplication application;
    private String failure = "";
    private boolean welcomed;

    private DevServer(String role, Path root, Path home, Map<String, String> environment) throws Exception {
        this.role = role;
        this.root = root;
        this.environment = environment;
        this.health = DevHealth.listen(host(), Integer.parseInt(setting("METRICS_PORT", "9090")));
        this.watch = new SourceWatch(DevBuild.inputs(root));
        this.classPath = home.resolve("classpath");
        Files.deleteIfExists(classPath);
        this.build = new DevBuild(root, role);
        String given = setting("DB_URL", "");
        this.key = new CiKey(home, given, setting("SESSIONS_SECRET", ""));
        this.database = given.isEmpty() ? DevDatabase.start(home) : null;
        this.databaseUrl = database != null ? database.url() : given;
    }

    /** @param args the role: serve, the default, worker or operator */
    public static void main(String[] args) throws Exception {
        String role = args.length == 0 ? SERVE : args[0];
        Path root = Path.of("").toAbsolutePath();
        Path home = Files.createDirectories(root.resolve(role.equals(SERVE) ? ".assay" : ".assay/" + role));
        try (FileChannel lock = FileChannel.open(
                home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (!lockedBy(ProcessHandle.current().pid(), lock)) {
                System.out.printf(
                        "scripts/serve already runs in this checkout (pid %s): stop it, or serve from another checkout.%n",
                        Files.readString(home.resolve("lock")));
                System.exit(1);
            }
            DevServer server = new DevServer(role, root, home, System.getenv());
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
            server.run();
        }
    }

    private static boolean lockedBy(long pid, FileChannel file) throws IOException {
        if (file.tryLock() == null) {
            return false;
        }
        file.truncate(0).write(ByteBuffer.wrap(Long.toString(pid).getBytes(StandardCharsets.US_ASCII)));
        return true;
    }

    /** Each start has its own thread, because values that libraries leave in thread locals must not outlive it. */
    private void run() throws InterruptedException {
        Set<Path> changed = watch.files();
        while (true) {
            Set<Path> files = changed;
            Thread.ofPlatform().name("reload").start(() -> follow(files)).join();
            changed = failure.isEmpty() || !served.isEmpty() ? watch.awaitChange() : watch.awaitChange(PAUSE);
        }
    }

    private void follow(Set<Path> changed) {
        long begun = System.nanoTime();
        try {
            if (!rebuild()) {
                System.out.println(
                        application == null ? "nothing runs: correct this first" : "the old server keeps serving");
                return;
            }
        } catch (IOException | ReflectiveOperationException e) {
            Throwable cause = explain(e);
            if (!welcomed && environment.get(POD) == null && comesFromSettings(cause)) {
                System.exit(2);
            }
            takeUpTheOld();
            return;
        }
        System.out.printf(
                "%s in %.1f s (%d %s)%n",
                welcomed ? "reloaded" : "started",
                (System.nanoTime() - begun) / 1e9,
                changed.size(),
                changed.size() == 1 ? "file" : "files");
        failure = "";
        try {
            welcome();
        } catch (IOException | ReflectiveOperationException e) {
            explain(e);
        }
    }

    /** False, after printing the compiler's errors, if the sources do not compile. */
    private synchronized boolean rebuild() throws IOException, ReflectiveOperationException {
        List<String> errors = build.build();
        if (!errors.isEmpty()) {
            errors.forEach(System.out::println);
            return false;
        }
        stopApplication();
        if (database != null) {
            copyBeforeMigrations(database);
        }
        start(build.classPath());
        build.keepLatest();
        return true;
    }

    private void start(List<Path> classes) throws IOException, ReflectiveOperationException {
        String constant = role.toUpperCase(Locale.ROOT);
        application = DevApplication.start(classes, constant, health.next(), databaseUrl, properties());
        served = classes;
        Path written = Files.writeString(
                classPath.resolveSibling("classpath.new"),
                classes.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        Files.move(written, classPath, StandardCopyOption.ATOMIC_MOVE);
    }

    private void copyBeforeMigrations(DevDatabase own) throws IOException {
        try {
            own.copyBefore(root.resolve("migrations/schema"));
        } catch (SQLException e) {
            throw new IOException("the database does not answer", e);
        }
    }

    /** Continues with the old server after a new one did not start. */
    private synchronized void takeUpTheOld() {
        try {
            if (application == null && !served.isEmpty()) {
                start(served);
            }
        } catch (IOException | ReflectiveOperationException e) {
            explain(e);
            served = List.of();
        }
        System.out.println(
                application == null
                        ? "the server did not start, see above: nothing runs; it is tried again soon, and at the next change"
                        : "the new server did not start, see above: the old server keeps serving");
    }

    /** Prints the cause: a message for people, or the stack trace of a fault in the sources. */
    private Throwable explain(Exception thrown) {
        Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
        if (cause.toString().equals(failure)) {
            System.out.println("again: " + failure);
            return cause;
        }
        failure = cause.toString();
        if (FOR_PEOPLE.contains(cause.getClass().getSimpleName())) {
            System.out.println(cause.getMessage());
        } else {
            cause.printStackTrace(System.out);
        }
        if (failure.contains(EDITED)) {
            System.out.println("""

                    A migration that ran here was changed. If it is released, restore it, and write the change as a new one. Otherwise
                    run it again: the first takes the database of scripts/serve back to before its newest migration (or name one: 0040),
                    the others remove all data; save the migration once more after them.
                      scripts/db retry
                      scripts/assay db drop --yes && scripts/assay db create
                      scripts/cluster assay db drop --yes && scripts/cluster assay db create    (in a cluster)
                    """);
        }
        return cause;
    }

    /** True if no change of the sources can correct it: a setting, a missing cluster, or a given database that does not answer. */
    private boolean comesFromSettings(Throwable cause) {
        return switch (cause.getClass().getSimpleName()) {
            case "RefusedSetting" -> true;
            case "DatabaseNotReady" -> database == null && failure.contains(UNUSABLE);
            default -> cause instanceof IllegalArgumentException && failure.contains("PostgreSQL database");
        };
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("micronaut.server.host", host());
        properties.put("micronaut.server.port", port());
        properties.put("assay.migrations.at-start", true);
        properties.put("assay.development.enabled", true);
        String password = setting("DB_PASSWORD", "");
        if (!password.isEmpty()) {
            properties.put("datasources.default.password", password);
        }
        // Anyone can sign on as anyone, over plain HTTP
        properties.put("assay.sign-on.local-login", true);
        properties.put("assay.sessions.https-only", false);
        properties.put("assay.sessions.secret", setting("SESSIONS_SECRET", "for development only"));
        return properties;
    }

    private String host() {
        return setting("HOST", "127.0.0.1");
    }

    private String port() {
        return setting("PORT", "30000");
    }

    /** An environment variable, or the default if it is missing or empty. */
    private String setting(String name, String usual) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? usual : value;
    }

    /** Ensures the key after each start, because the database may be a new one; prints it after the first. */
    private void welcome() throws IOException, ReflectiveOperationException {
        DevApplication running = application;
        if (!role.equals(SERVE) || running == null) {
            if (!welcomed) {
                System.out.println("assay " + role + " runs and follows app/src/main and migrations; ctrl-C stops it.");
            }
            welcomed = true;
            return;
        }
        Optional<String> shown = key.readOrMake(running);
        if (!welcomed) {
            String address = "http://localhost:" + port();
            String metrics = "http://localhost:" + health.address().getPort();
            System.out.printf(
                    WELCOME,
                    address,
                    metrics,
                    running.database(),
                    shown.orElse(
                            "another than this server would make; scripts/assay application rotate ci makes a new one"),
                    shown.orElse("<key of ci>"),
                    System.getProperty("assay.version", "0.0.0"));
            welcomed = true;
        }
    }

    /** The shutdown hook: stops the users of the database first, then the database. */
    private synchronized void stop() {
        try (DevDatabase last = database) {
            Files.deleteIfExists(classPath);
            stopApplication();
        } catch (IOException e) {
            e.printStackTrace(System.out);
        }
    }

    private void stopApplication() throws IOException {
        DevApplication old = application;
        application = null;
        health.none();
        if (old != null) {
            old.close();
        }
    }
}
