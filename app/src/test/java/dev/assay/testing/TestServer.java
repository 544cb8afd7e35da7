package dev.assay.testing;

import dev.assay.access.Permission;
import dev.assay.identity.application.Applications;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The whole application on its own port, with a real database; the one way in which tests start it. Most tests use {@link
 * #shared()}; those that need other settings, or a database without rows of other tests, start their own.
 */
public final class TestServer implements AutoCloseable {
    private static final int TRIES = 5;
    private static final AtomicInteger KEYS = new AtomicInteger();

    private final TestDatabase database;
    private final int managementPort;
    private final EmbeddedServer server;

    private TestServer(TestDatabase database, int managementPort, EmbeddedServer server) {
        this.database = database;
        this.managementPort = managementPort;
        this.server = server;
    }

    /** The one server of this JVM with default settings. Other tests use it too, so a test may rely only on rows that it created. */
    public static TestServer shared() {
        return Shared.SERVER;
    }

    /** Starts a server with a database of its own; the caller closes it. */
    public static TestServer start() {
        return start(Map.of());
    }

    /** As {@link #start()}, with settings by their property names, such as {@code assay.access.ignore-permissions}. */
    public static TestServer start(Map<String, Object> settings) {
        return start(TestDatabase.migrated(), settings);
    }

    /**
     * Starts a server on this database; the caller closes it.
     *
     * @param beans replace beans that it would create, such as a clock
     */
    public static TestServer start(TestDatabase database, Map<String, Object> settings, Object... beans) {
        for (int tries = 1; ; tries++) {
            int managementPort = FreePort.next();
            Map<String, Object> properties = new HashMap<>(database.properties());
            properties.put("micronaut.server.port", -1);
            properties.put("endpoints.all.port", managementPort);
            properties.put("assay.sessions.secret", SessionCookies.SECRET);
            properties.put("assay.workload.issuers", "https://token.example");
            // These query the database on their own, and would be counted by tests that count round trips
            properties.put("assay.delivery.enabled", false);
            properties.put("assay.database.watch.look", "1h");
            // The proxies of this machine are not for tests
            for (String proxy : List.of("http-proxy", "https-proxy", "no-proxy")) {
                properties.put("assay.outbound." + proxy, "");
            }
            properties.putAll(settings);
            ApplicationContext context = ApplicationContext.builder()
                    .properties(properties)
                    .environments("test")
                    .singletons(beans)
                    .start();
            try {
                return new TestServer(
                        database,
                        managementPort,
                        context.getBean(EmbeddedServer.class).start());
            } catch (ServerStartupException e) {
                // A port that was free when it was chosen may be taken by now
                context.close();
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Where the API listens: {@code http://localhost:<port>}. */
    public URI uri() {
        return URI.create("http://localhost:" + server.getPort());
    }

    /** Where probes and metrics listen. */
    public URI managementUri() {
        return URI.create("http://localhost:" + managementPort);
    }

    /** Its database, to create rows and to inspect them. */
    public TestDatabase database() {
        return database;
    }

    /** A client without credentials. */
    public TestClient anonymous() {
        return new TestClient(uri());
    }

    /** A client with the key of a new application that holds just these permissions. */
    public TestClient as(Permission... permissions) {
        return anonymous().withKey(key(permissions));
    }

    /** A client of a person who has just signed on. */
    public TestClient as(People.User user) {
        int session = new People(database).session(user, "now() + interval '14 days'");
        return anonymous().withSession(SessionCookies.sign(session));
    }

    /** The key of a new application that holds just these permissions. */
    public String key(Permission... permissions) {
        Applications applications = bean(Applications.class);
        return switch (applications.create("test application " + KEYS.incrementAndGet(), List.of(permissions))) {
            case Applications.CreateOutcome.Created(int id, String key) -> key;
            case Applications.CreateOutcome.NameTaken(String name) -> throw new IllegalStateException(name);
        };
    }

    /** A bean, to create what no endpoint offers. */
    public <T> T bean(Class<T> type) {
        return server.getApplicationContext().getBean(type);
    }

    @Override
    public void close() {
        server.getApplicationContext().close();
    }

    /** Started by the first test that asks; ends with the JVM. The traffic to its database is recorded for scripts/tape. */
    private static final class Shared {
        private static final String TAPE = System.getProperty("assay.tape", "");

        static final TestServer SERVER = TAPE.isEmpty() ? start() : taped(Path.of(TAPE));

        private static TestServer taped(Path file) {
            Tape.Recorder recorder = new Tape.Recorder(TestDatabase.migrated());
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> recorder.tape().write(file)));
            return start(recorder.through(), Map.of());
        }

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
        }

        private Shared() {}
    }
}
