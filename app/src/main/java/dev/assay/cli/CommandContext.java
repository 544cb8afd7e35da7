package dev.assay.cli;

import dev.assay.database.DatabaseNotReady;
import dev.assay.database.DatabaseUrl;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.ApplicationContext;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Option;

/**
 * What every command needs: the settings in the environment, an application context for the database that they name, and the
 * writer for its output.
 */
record CommandContext(Map<String, String> environment, PrintWriter out) {
    /** Settings for a context of one command, for which one connection is enough. */
    static final Map<String, Object> SMALL =
            Map.of("datasources.default.maximum-pool-size", 1, "datasources.default.minimum-idle", 0);

    private static final String DB_URL = "DB_URL";

    CommandContext {
        environment = Map.copyOf(environment);
    }

    /** The database of DB_URL; ends the command with exit code 2 if DB_URL is missing or not understood. */
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
     * Starts the beans for one command, without the server. The schema is not migrated, whatever ASSAY_MIGRATIONS_AT_START
     * says, unless the command itself does so. Throws {@link DatabaseNotReady} if the beans cannot start because of the
     * database, {@link RefusedSetting} if because of a setting.
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

    /** Runs the role until the process gets a signal to stop. Exit code 2 if it cannot start with these settings. */
    void run(Role role) {
        CountDownLatch stopped = new CountDownLatch(1);
        ApplicationContext context;
        try {
            context = start(role.settings(ManagementPort.choose(environment.get("METRICS_PORT"))));
        } catch (DatabaseNotReady e) {
            throw new CommandRefusal(CommandRefusal.USAGE, String.valueOf(e.getMessage()));
        }
        try {
            role.start(context);
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            role.stop(context);
            stopped.countDown();
        }));
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

    /** The option {@code --json} of commands, and their answers in both forms. Errors are sentences on stderr in any case. */
    static final class Answer {
        @Option(names = "--json", description = "Print a JSON object, one on a line, instead of sentences.")
        private boolean json;

        /** True if the answer is JSON. */
        boolean isJson() {
            return json;
        }

        /** @param value what {@code --json} prints; otherwise the sentences are printed, a line each */
        void say(CommandContext command, ApplicationContext context, Object value, String... sentences) {
            if (json) {
                command.say(written(context, value));
                return;
            }
            for (String sentence : sentences) {
                command.say(sentence);
            }
        }

        private static String written(ApplicationContext context, Object value) {
            try {
                return context.getBean(JsonMapper.class).writeValueAsString(value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
