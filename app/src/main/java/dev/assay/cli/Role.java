package dev.assay.cli;

import dev.assay.operator.OperatorProcess;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.HashMap;
import java.util.Map;

/** What a process of Assay does until it is told to stop. */
public enum Role {
    /** The API. */
    SERVE {
        @Override
        Map<String, Object> own(int managementPort) {
            return Map.of("endpoints.all.port", managementPort);
        }
    },

    /** What nobody waits for: deliveries, cards in Jira, periodic work. */
    WORKER {
        @Override
        Map<String, Object> own(int managementPort) {
            Map<String, Object> settings = new HashMap<>(ManagementPort.alone(managementPort));
            settings.put("assay.background.enabled", true);
            settings.put("assay.database.main", "background");
            return settings;
        }
    },

    /** The custom resources of a cluster. */
    OPERATOR {
        @Override
        Map<String, Object> own(int managementPort) {
            Map<String, Object> settings = new HashMap<>(ManagementPort.alone(managementPort));
            // What it does by the clock is its own; deliveries are for those who may reach their channels
            settings.put("assay.background.enabled", true);
            settings.put("assay.delivery.enabled", false);
            settings.put("assay.operator.enabled", true);
            settings.put("assay.database.main", "background");
            return settings;
        }

        @Override
        public void start(ApplicationContext context) {
            super.start(context);
            context.getBean(OperatorProcess.class).start();
        }
    };

    /** Settings of the context; it does not start on a schema that is behind. */
    public final Map<String, Object> settings(int managementPort) {
        Map<String, Object> settings = new HashMap<>(own(managementPort));
        settings.put("assay.migrations.required", true);
        return settings;
    }

    /** Begins, and returns; probes are answered before anything else. */
    public void start(ApplicationContext context) {
        context.getBean(EmbeddedServer.class).start();
    }

    abstract Map<String, Object> own(int managementPort);
}
