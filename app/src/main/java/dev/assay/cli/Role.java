package dev.assay.cli;

import dev.assay.database.DatabaseUrl;
import dev.assay.operator.OperatorProcess;
import dev.assay.platform.RefusedSetting;
import dev.assay.platform.Version;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.BindException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** The role of a process of Assay that runs until it is stopped. */
public enum Role {
    /** Serves the API. */
    SERVE {
        @Override
        Map<String, Object> own(int managementPort) {
            return Map.of("endpoints.all.port", managementPort, API, true);
        }
    },

    /** Does the background work: deliveries, cards in Jira and periodic work. */
    WORKER {
        @Override
        Map<String, Object> own(int managementPort) {
            Map<String, Object> settings = new HashMap<>(ManagementPort.alone(managementPort));
            settings.put("assay.background.enabled", true);
            settings.put("assay.database.main", "background");
            return settings;
        }
    },

    /** Reconciles the custom resources of a cluster. */
    OPERATOR {
        @Override
        Map<String, Object> own(int managementPort) {
            Map<String, Object> settings = new HashMap<>(ManagementPort.alone(managementPort));
            // Its periodic work is background work. It delivers nothing: only servers and workers may reach the
            // channels
            settings.put("assay.background.enabled", true);
            settings.put("assay.delivery.enabled", false);
            settings.put("assay.operator.enabled", true);
            settings.put("assay.database.main", "background");
            return settings;
        }

        @Override
        void begin(ApplicationContext context) {
            context.getBean(OperatorProcess.class).start();
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(Role.class);
    private static final String API = "assay.api.enabled";
    /** The names of the parts of a process and the settings that turn them on. */
    private static final SortedMap<String, String> PARTS = new TreeMap<>(Map.of(
            "api", API,
            "background", "assay.background.enabled",
            "delivery", "assay.delivery.enabled",
            "operator", "assay.operator.enabled"));

    /** The settings of the context, which does not start if the schema is behind. */
    public final Map<String, Object> settings(int managementPort) {
        Map<String, Object> settings = new HashMap<>(own(managementPort));
        settings.put("assay.migrations.required", true);
        return settings;
    }

    /**
     * Starts the role and returns; probes are answered before anything else starts. Throws {@link RefusedSetting} if the port is
     * in use, or if the operator has no cluster.
     */
    public final void start(ApplicationContext context) {
        EmbeddedServer server = context.getBean(EmbeddedServer.class);
        try {
            server.start();
        } catch (ServerStartupException e) {
            throw portInUse(e);
        }
        begin(context);
        log(context, server.getPort()).log("Started");
    }

    /** Stops the role: requests and work that began may finish. */
    final void stop(ApplicationContext context) {
        LOG.atInfo().addKeyValue("role", this).log("Stopping");
        context.close();
        LOG.atInfo().addKeyValue("role", this).log("Stopped");
    }

    private static LoggingEventBuilder log(ApplicationContext context, int port) {
        DatabaseUrl url = DatabaseUrl.parse(context.getRequiredProperty("datasources.default.url", String.class));
        String user = context.getRequiredProperty("datasources.default.username", String.class);
        return LOG.atInfo()
                .addKeyValue("version", Version.current())
                .addKeyValue("port", port)
                .addKeyValue("metrics", context.getProperty("endpoints.all.port", Integer.class, port))
                .addKeyValue("database", new DatabaseUrl(url.servers(), url.database(), user, "", Map.of()))
                .addKeyValue("roles", roles(context));
    }

    /** What this process does: an API may also do the background work, and in development be the operator. */
    private static String roles(ApplicationContext context) {
        return PARTS.entrySet().stream()
                .filter(part -> context.getProperty(part.getValue(), Boolean.class, false))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(","));
    }

    private static RuntimeException portInUse(ServerStartupException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new RefusedSetting(
                        "PORT",
                        "is in use by another program: " + cause.getMessage(),
                        "Stop that program, or choose another port: PORT=30001");
            }
        }
        return failure;
    }

    abstract Map<String, Object> own(int managementPort);

    /** Begins what the role does on its own, after probes are answered. */
    void begin(ApplicationContext context) {}
}
