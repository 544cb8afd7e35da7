package dev.assay.cli;

import dev.assay.database.DatabaseNotReady;
import dev.assay.database.DatabaseUrl;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.ApplicationContext;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * What the commands start from: the settings of the environment, a context that uses the database they name, and where to say
 * what was done.
 */
record CommandContext(Map<String, String> environment, PrintWriter out) {
    /** Settings of a context for one command: one connection does. */
    static final Map<String, Object> SMALL =
            Map.of("datasources.default.maximum-pool-size", 1, "datasources.default.minimum-idle", 0);

    private static final String DB_URL = "DB_URL";

    CommandContext {
        environment = Map.copyOf(environment);
    }

    /** Where the data is; refuses with exit code 2 when DB_URL is missing or not understood. */
    DatabaseUrl database() {
        String text = environment.getOrDefault(DB_URL, "");
        if (text.isBlank()) {
            throw new CommandRefusal(CommandRefusal.USAGE, """
                    DB_URL is not set. It is the address of the PostgreSQL database that Assay keeps its data in, for example
                      DB_URL=postgresql://assay:secret@localhost:5432/assay""");
        }
        try {
            DatabaseUrl url = DatabaseUrl.parse(text);
            String password = environment.getOrDefault("DB_PASSWORD", "");
            return password.isEmpty() ? url : url.withPassword(password);
        } catch (IllegalArgumentException e) {
            throw new CommandRefusal(CommandRefusal.USAGE, DB_URL + ": " + e.getMessage());
        }
    }

    /**
     * Starts the beans, not the server, for one command: it migrates only if that is what it is for, whatever
     * ASSAY_MIGRATIONS_AT_START says. Throws {@link DatabaseNotReady} when the database keeps them from starting, {@link
     * RefusedSetting} when a setting does.
     */
    ApplicationContext context(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("assay.migrations.at-start", false);
        all.put("assay.database.main", "background");
        return start(all);
    }

    private ApplicationContext start(Map<String, Object> settings) {
        DatabaseUrl database = database();
        Map<String, Object> properties = new HashMap<>(database.properties());
        properties.putAll(settings);
        try {
            return ApplicationContext.run(properties);
        } catch (RuntimeException e) {
            throw DatabaseNotReady.explain(RefusedSetting.in(e), database);
        }
    }

    /** Does what the role is for, and returns when the process was told to stop. */
    void run(Role role) {
        CountDownLatch stopped = new CountDownLatch(1);
        ApplicationContext context = start(role.settings(ManagementPort.choose(environment.get("METRICS_PORT"))));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            context.close();
            stopped.countDown();
        }));
        role.start(context);
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }
}
