package dev.assay.operator.run;

import dev.assay.database.connection.OneRunner;
import dev.assay.operator.OperatorSettings;
import dev.assay.operator.resource.ClusterIdentity;
import dev.assay.operator.resource.RunStatus;
import dev.assay.operator.resource.TestRun;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * Ends executions whose TestRun was deleted while they ran. This replaces a finalizer, with which deleting a run would hang
 * after the operator is uninstalled.
 */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
class Orphans {
    private static final int AT_ONCE = 200;
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final AttemptOutcome DELETED =
            new AttemptOutcome(RunStatus.Phase.CANCELLED, "RunDeleted", "the TestRun was deleted", null);

    private final KubernetesClient client;
    private final Recorder recorder;
    private final ClusterIdentity cluster;
    private final OperatorSettings settings;
    private final OneRunner runner;

    Orphans(
            KubernetesClient client,
            Recorder recorder,
            ClusterIdentity cluster,
            OperatorSettings settings,
            OneRunner runner) {
        this.client = client;
        this.recorder = recorder;
        this.cluster = cluster;
        this.settings = settings;
        this.runner = runner;
    }

    @Scheduled(initialDelay = "30s", fixedDelay = "30s")
    void look() {
        String uid = cluster.uid();
        runner.every(INTERVAL, "end executions of deleted runs of cluster " + uid, () -> end(uid));
    }

    /** Ends the open attempts of all runs that no longer exist in the cluster. */
    void end(String uid) {
        String after = "";
        List<OpenRun> runs;
        do {
            runs = recorder.open(uid, after, AT_ONCE);
            runs.stream().filter(this::isOurs).filter(this::isGone).forEach(this::end);
            after = runs.isEmpty() ? after : runs.getLast().runUid();
        } while (runs.size() == AT_ONCE);
    }

    private boolean isOurs(OpenRun run) {
        return settings.watched().isEmpty() || settings.watched().contains(run.namespace());
    }

    private boolean isGone(OpenRun run) {
        TestRun found = client.resources(TestRun.class)
                .inNamespace(run.namespace())
                .withName(run.runName())
                .get();
        return found == null || !run.runUid().equals(found.getMetadata().getUid());
    }

    private void end(OpenRun run) {
        recorder.attempts(run.runUid()).stream()
                .filter(Attempt::isOpen)
                .forEach(attempt -> recorder.end(run.runUid(), attempt, DELETED, List.of(), ""));
    }
}
