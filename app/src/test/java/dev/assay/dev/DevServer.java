package dev.assay.dev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Serves the checkout in the working directory and follows its sources: what is saved answers within seconds. A source that does
 * not compile leaves the old server running. Environment: PORT, HOST, and DB_URL, without which it brings its own PostgreSQL;
 * DB_PASSWORD where the address has none.
 */
final class DevServer {
    private final Map<String, String> environment;
    private final SourceWatch watch;
    private final DevBuild build;
    private final CiKey key;
    private final @Nullable DevDatabase database;
    private final String databaseUrl;
    private @Nullable DevApplication application;
    private boolean welcomed;

    private DevServer(Path root, Path home, Map<String, String> environment) throws Exception {
        this.environment = environment;
        this.watch = new SourceWatch(DevBuild.inputs(root));
        this.build = new DevBuild(root);
        String given = environment.getOrDefault("DB_URL", "");
        this.key = new CiKey(home, given);
        this.database = given.isEmpty() ? DevDatabase.start(home) : null;
        this.databaseUrl = database != null ? database.url() : given;
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of("").toAbsolutePath();
        Path home = Files.createDirectories(root.resolve(".assay"));
        try (FileChannel lock = FileChannel.open(
                home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (!lockedBy(ProcessHandle.current().pid(), lock)) {
                System.out.printf(
                        "scripts/serve already runs in this checkout (pid %s): stop it, or serve from another checkout.%n",
                        Files.readString(home.resolve("lock")));
                System.exit(1);
            }
            DevServer server = new DevServer(root, home, System.getenv());
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

    /** Each start has a thread of its own: what libraries leave in its thread locals must not outlive it. */
    private void run() throws InterruptedException {
        Set<Path> changed = watch.files();
        while (true) {
            Set<Path> files = changed;
            Thread.ofPlatform().name("reload").start(() -> follow(files)).join();
            changed = watch.awaitChange();
        }
    }

    private void follow(Set<Path> changed) {
        long begun = System.nanoTime();
        try {
            DevApplication started = rebuild();
            if (started == null) {
                System.out.println(
                        application == null ? "nothing serves: mend this first" : "the old server keeps serving");
                return;
            }
            System.out.printf(
                    "%s in %.1f s (%d %s)%n",
                    welcomed ? "reloaded" : "started",
                    (System.nanoTime() - begun) / 1e9,
                    changed.size(),
                    changed.size() == 1 ? "file" : "files");
            if (!welcomed) {
                welcome("http://localhost:" + port(), key.readOrMake(started));
                welcomed = true;
            }
        } catch (IOException | ReflectiveOperationException e) {
            Throwable cause = e.getCause();
            (cause == null ? e : cause).printStackTrace(System.out);
            System.out.println("the server did not start, see above; the next change tries again");
        }
    }

    /** Null, after the compiler's errors, when the sources do not compile. */
    private synchronized @Nullable DevApplication rebuild() throws IOException, ReflectiveOperationException {
        List<String> errors = build.build();
        if (!errors.isEmpty()) {
            errors.forEach(System.out::println);
            return null;
        }
        stopApplication();
        build.keepOnlyLatest();
        application = DevApplication.start(build.classPath(), databaseUrl, properties());
        return application;
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("micronaut.server.host", environment.getOrDefault("HOST", "127.0.0.1"));
        properties.put("micronaut.server.port", port());
        properties.put("assay.migrations.at-start", true);
        properties.put("assay.development.enabled", true);
        String password = environment.getOrDefault("DB_PASSWORD", "");
        if (!password.isEmpty()) {
            properties.put("datasources.default.password", password);
        }
        // Anybody signs on as anybody, over plain HTTP
        properties.put("assay.sign-on.local-login", true);
        properties.put("assay.sessions.https-only", false);
        properties.put("assay.sessions.secret", environment.getOrDefault("SESSIONS_SECRET", "for development only"));
        return properties;
    }

    private String port() {
        return environment.getOrDefault("PORT", "30000");
    }

    private static void welcome(String url, String key) {
        System.out.printf("""

                Assay serves %1$s and follows app/src/main and migrations; ctrl-C stops it.
                API key of the application ci: %2$s
                Sign on as anybody: %1$s/v1/auth/local/login?email=you@example.com
                Upload test results:

                  curl -T docs/report.xml \\
                    -H "Authorization: Bearer %2$s" \\
                    "%1$s/v2/uploads?family=generic&name=assay&version=%3$s&environment=laptop"

                """, url, key, System.getProperty("assay.version", "0.0.0"));
    }

    /** The hook of the shutdown: first those who use the database, then the database. */
    private synchronized void stop() {
        try (DevDatabase last = database) {
            stopApplication();
        } catch (IOException e) {
            e.printStackTrace(System.out);
        }
    }

    private void stopApplication() throws IOException {
        DevApplication old = application;
        application = null;
        if (old != null) {
            old.close();
        }
    }
}
