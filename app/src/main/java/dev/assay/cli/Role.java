package dev.assay.cli;

import dev.assay.operator.OperatorProcess;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.HashMap;
import java.util.Map;

/** The role of a process of Assay that runs until it is stopped. */
public enum Role {
    /** Serves the API. */
    SERVE {
        @Override
        Map<String, Object> own(int managementPort) {
            return Map.of("endpoints.all.port", managementPort);
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
        public void start(ApplicationContext context) {
            super.start(context);
            context.getBean(OperatorProcess.class).start();
        }
    };

    /** The settings of the context, which does not start if the schema is behind. */
    public final Map<String, Object> settings(int managementPort) {
        Map<String, Object> settings = new HashMap<>(own(managementPort));
        settings.put("assay.migrations.required", true);
        return settings;
    }

    /** Starts the role and returns; probes are answered before anything else starts. */
    public void start(ApplicationContext context) {
        context.getBean(EmbeddedServer.class).start();
    }

    abstract Map<String, Object> own(int managementPort);
}
