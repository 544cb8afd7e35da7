package dev.assay.operator;

import dev.assay.platform.RefusedSetting;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles custom resources. Of several replicas only the leader does so. A reconciliation may be interrupted at any point,
 * even by a kill: it can be repeated any number of times, and its effects happen once.
 */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
public class OperatorProcess {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);
    private static final int REFUSED = 2;
    private static final Duration DRAIN = Duration.ofSeconds(20);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);
    private static final int RETRIES_AT_START = 2;

    private final KubernetesClient client;
    private final Operator operator;
    private final List<Reconciler<?>> reconcilers;
    private final OperatorSettings settings;
    private final Claim claim;
    private final AtomicBoolean started = new AtomicBoolean();

    OperatorProcess(
            OperatorSettings settings,
            KubernetesClient client,
            Claim claim,
            List<Reconciler<?>> reconcilers,
            MeterRegistry metrics) {
        this.claim = claim;
        this.settings = settings;
        this.client = client;
        this.reconcilers = reconcilers;
        operator = new Operator(configuration -> configure(configuration, client, metrics));
    }

    private void configure(
            ConfigurationServiceOverrider configuration, KubernetesClient client, MeterRegistry metrics) {
        configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(metrics))
                .withConcurrentReconciliationThreads(settings.workers())
                .withReconciliationTerminationTimeout(DRAIN)
                // Fails at the start if a CRD is missing
                .checkingCRDAndValidateLocalModel(true);
        if (settings.leaderElection()) {
            String namespace = settings.namespace().isEmpty() ? client.getNamespace() : settings.namespace();
            configuration.withLeaderElectionConfiguration(new LeaderElectionConfiguration(
                    settings.installation() + "-operator",
                    namespace,
                    LeaderElectionConfiguration.LEASE_DURATION_DEFAULT_VALUE,
                    LeaderElectionConfiguration.RENEW_DEADLINE_DEFAULT_VALUE,
                    LeaderElectionConfiguration.RETRY_PERIOD_DEFAULT_VALUE,
                    settings.identity(),
                    new LeaderCallbacks(() -> LOG.info("Leading"), this::lost, leader -> {}),
                    false));
        }
    }

    /**
     * Ends the process, which Kubernetes restarts: a replica that has lost the lease must stop at once, even in the middle of
     * its work.
     */
    private void lost() {
        if (started.get()) {
            LOG.error(
                    "Lost the leader's lease (another replica leads, or the API server does not answer): ending the process");
            Runtime.getRuntime().halt(1);
        }
    }

    /** Renews the claim. Ends the process if another installation has claimed the same, because this one's claim was removed. */
    @Scheduled(initialDelay = "1m", fixedDelay = "1m")
    void renew() {
        if (!started.get()) {
            return;
        }
        try {
            claim.hold();
        } catch (RefusedSetting e) {
            LOG.error("Ending the process: {}", e.getMessage());
            Runtime.getRuntime().halt(REFUSED);
        }
    }

    /**
     * Starts the operator and returns at once. If another replica leads, this one takes over when that one is gone.
     *
     * @throws RefusedSetting if no cluster answers, or another installation serves the same resources
     */
    public void start() {
        requireCluster();
        claim.hold();
        reconcilers.forEach(this::register);
        started.set(true);
        operator.start();
        LOG.atInfo()
                .addKeyValue("kinds", reconcilers.size())
                .addKeyValue("namespaces", settings.watched().isEmpty() ? "all" : settings.watched())
                .addKeyValue("class", settings.operatorClass())
                .log("Operator started");
    }

    private void requireCluster() {
        Config config = new ConfigBuilder(client.getConfiguration())
                .withRequestRetryBackoffLimit(RETRIES_AT_START)
                .build();
        try (KubernetesClient once =
                new KubernetesClientBuilder().withConfig(config).build()) {
            once.getKubernetesVersion();
        } catch (KubernetesClientException e) {
            // An answer, such as 403, is that of a cluster
            if (e.getCode() <= 0) {
                throw new RefusedSetting(
                        "KUBECONFIG",
                        "does not name a cluster that answers: " + config.getMasterUrl() + ", " + reason(e),
                        "Start the cluster, or set KUBECONFIG to the file that describes another one.");
            }
        }
    }

    private static String reason(Throwable failure) {
        return failure.getCause() == null ? String.valueOf(failure.getMessage()) : reason(failure.getCause());
    }

    private <R extends io.fabric8.kubernetes.api.model.HasMetadata> void register(Reconciler<R> reconciler) {
        operator.register(reconciler, this::configure);
    }

    private <R extends io.fabric8.kubernetes.api.model.HasMetadata> void configure(
            ControllerConfigurationOverrider<R> configuration) {
        if (settings.watched().isEmpty()) {
            configuration.watchingAllNamespaces();
        } else {
            configuration.settingNamespaces(settings.watched());
        }
        configuration.withLabelSelector(settings.selector());
        configuration.withRetry(new GenericRetry()
                .setInitialInterval(Duration.ofSeconds(1))
                .setIntervalMultiplier(2)
                .setMaxInterval(LONGEST_RETRY.toMillis())
                .withoutMaxAttempts());
    }

    /** Stops the operator; gives running reconciliations 20 seconds to finish. */
    @PreDestroy
    public void stop() {
        if (started.compareAndSet(true, false)) {
            operator.stop();
        }
    }
}
