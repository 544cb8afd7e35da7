package dev.assay.testing;

import dev.assay.access.Permission;
import dev.assay.identity.application.Applications;
import io.micronaut.context.ApplicationContext;
import io.micronaut.core.io.socket.SocketUtils;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The whole application on a port of its own and a real database; the one way in which tests start it. Most tests take
 * {@link #shared()}; those that need other settings, or all rows to be theirs, start their own.
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

    /** The one server of this JVM with default settings; other tests use it too, so only what a test made is its own. */
    public static TestServer shared() {
        return Shared.SERVER;
    }

    /** A server of the caller's own on a database of its own. */
    public static TestServer start() {
        return start(Map.of());
    }

    /** As {@link #start()}, with settings by their property names, such as {@code assay.access.ignore-permissions}. */
    public static TestServer start(Map<String, Object> settings) {
        return start(TestDatabase.migrated(), settings);
    }

    /**
     * A server of the caller's own on this database.
     *
     * @param beans instead of those that it would make, such as a clock
     */
    public static TestServer start(TestDatabase database, Map<String, Object> settings, Object... beans) {
        for (int tries = 1; ; tries++) {
            int managementPort = SocketUtils.findAvailableTcpPort();
            Map<String, Object> properties = new HashMap<>(database.properties());
            properties.put("micronaut.server.port", -1);
            properties.put("endpoints.all.port", managementPort);
            properties.put("assay.sessions.secret", SessionCookies.SECRET);
            properties.put("assay.workload.issuers", "https://token.example");
            // Look at the database by themselves, which tests that count round trips would count
            properties.put("assay.delivery.enabled", false);
            properties.put("assay.database.watch.look", "1h");
            // Of this machine they are for others
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
                // A port that was free when it was chosen is somebody else's by now
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

    /** The rows behind it, to arrange and to inspect. */
    public TestDatabase database() {
        return database;
    }

    /** A client that is nobody. */
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

    /** A front door, to arrange what no endpoint offers. */
    public <T> T bean(Class<T> type) {
        return server.getApplicationContext().getBean(type);
    }

    @Override
    public void close() {
        server.getApplicationContext().close();
    }

    /** Started by the first test that asks; ends with the JVM. What it says to its database is recorded for scripts/tape. */
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
