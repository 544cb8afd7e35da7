package dev.assay.operator;

import dev.assay.testing.SessionCookies;
import dev.assay.testing.TestDatabase;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;

/** The real operator on a real database, watching one namespace; {@link #close} stops it. */
public final class TestOperator implements AutoCloseable {
    private final ApplicationContext context;

    private TestOperator(ApplicationContext context) {
        this.context = context;
    }

    /** @param client the client for Kubernetes; the caller closes it */
    public static TestOperator start(TestDatabase database, KubernetesClient client, String namespace) {
        return start(database.properties(), client, Map.of("assay.operator.watch-namespaces", namespace));
    }

    /** As {@link #start(TestDatabase, KubernetesClient, String)}, with settings by their property names. */
    public static TestOperator start(
            Map<String, Object> database, KubernetesClient client, Map<String, Object> settings) {
        TestOperator operator = prepare(database, client, settings);
        try {
            operator.bean(OperatorProcess.class).start();
            return operator;
        } catch (RuntimeException e) {
            operator.close();
            throw e;
        }
    }

    /** Everything but the watching: for tests that call parts of it. */
    public static TestOperator prepare(
            Map<String, Object> database, KubernetesClient client, Map<String, Object> settings) {
        Map<String, Object> properties = new HashMap<>(database);
        properties.put("micronaut.server.port", -1);
        properties.put("assay.sessions.secret", SessionCookies.SECRET);
        properties.put("assay.delivery.enabled", false);
        properties.put("assay.operator.enabled", true);
        properties.put("assay.operator.leader-election", false);
        properties.putAll(settings);
        return new TestOperator(ApplicationContext.builder()
                .propertySources(io.micronaut.context.env.PropertySource.of("test operator", properties, 1000))
                .environments("test")
                .singletons(client)
                .start());
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
