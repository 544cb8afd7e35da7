package dev.assay.operator.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.operator.CommitRelay;
import dev.assay.operator.KilledAt;
import dev.assay.operator.MockApply;
import dev.assay.operator.OperatorProcess;
import dev.assay.operator.TestOperator;
import dev.assay.operator.resource.ResultSource;
import dev.assay.operator.resource.SourceSpec.From;
import dev.assay.operator.resource.SourceSpec.Subject;
import dev.assay.operator.resource.SourceStatus;
import dev.assay.testing.ProofSize;
import dev.assay.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An operator that dies between any two of its calls and commits, and a second one after it, record a Job once. */
@EnableKubernetesMockClient(https = false, crud = true)
class KilledSourceTest {
    private static final String REPORT = "<testsuite name=\"s\"><testcase name=\"a\"/></testsuite>";
    private static final int MOST_STEPS = 60;

    /** How steps of each kind end: a transaction, the log read, the status and an Event written, Pods listed. */
    private static final List<String> KINDS = List.of("COMMIT", "/log", "/status", "/events", "/pods");

    KubernetesMockServer kubernetes;
    KubernetesClient client;

    private final TestDatabase database = TestDatabase.migrated();

    /**
     * Death before a step leaves the same state as death after the previous one, so only a full proof tries both at
     * every step. Calls of two threads change places from run to run: a kind of step at which no operator died is
     * tried once more by its name.
     */
    @ParameterizedTest
    @EnumSource
    void aKillAtAnyStepLeavesOneExecution(KilledAt.Moment moment) throws IOException {
        LoggedCluster cluster = LoggedCluster.of(kubernetes, client, "tests");
        Set<String> diedAt = new TreeSet<>();
        boolean all = moment == KilledAt.Moment.AFTER || ProofSize.isWhole();
        boolean died = true;
        for (int step = 1; died && (all || step == 1); step++) {
            assertThat(step).isLessThan(MOST_STEPS);
            KilledAt kill = new KilledAt(step, moment);
            recordsOnce(cluster, moment.name().toLowerCase(Locale.ROOT) + "-" + step, kill);
            died = kill.isDead();
            if (died) {
                diedAt.add(kill.death().resultNow());
            }
        }
        for (String kind : all ? KINDS : List.<String>of()) {
            if (diedAt.stream().noneMatch(step -> step.endsWith(kind))) {
                KilledAt kill = KilledAt.first(kind, moment);
                recordsOnce(cluster, "at-" + KINDS.indexOf(kind), kill);
                assertThat(kill.isDead()).as("takes a step %s", kind).isTrue();
            }
        }
    }

    private void recordsOnce(LoggedCluster cluster, String app, KilledAt kill) throws IOException {
        Job job = Foreign.job("tests", app, app);
        Pod pod = Foreign.pod(job, "a", Foreign.exit(0, "Completed", null));
        cluster.log(pod, 200, REPORT);
        cluster.run(job, "Complete", "CompletionsReached", pod);
        Job unlabelled = Foreign.job("tests", app + "-unlabelled", app);
        unlabelled.getMetadata().getLabels().remove(Foreign.VERSION);
        cluster.run(unlabelled, "Failed", "DeadlineExceeded");
        cluster.make(Foreign.source(app, Foreign.spec(Subject.JOB, From.LOG, app)));
        run(cluster, app, kill, () -> isAll(cluster.status(app)) && isReported(app));
        if (kill.isDead()) {
            run(cluster, app, KilledAt.never(), () -> isAll(cluster.status(app)));
        }
        assertThat(cluster.awaitTotal(app, 1, 1).lag()).isZero();
        assertThat(database.strings("""
                        SELECT e.status || ' ' || count(r.id) FROM test_execution e
                        JOIN artefact_build b ON b.id = e.artefact_build_id JOIN artefact a ON a.id = b.artefact_id
                        LEFT JOIN test_result r ON r.test_execution_id = e.id
                        WHERE a.name = '%s' GROUP BY e.id
                        """.formatted(app)))
                .as("killed %s, %s", app, kill.steps())
                .containsExactly("PASSED 1");
        client.resources(ResultSource.class).inNamespace("tests").withName(app).delete();
    }

    /** Runs the operator until it is done or dead. */
    private void run(LoggedCluster cluster, String source, KilledAt kill, BooleanSupplier done) throws IOException {
        try (CommitRelay relay = kill.relay(database);
                KubernetesClient mortal = kill.client(client.getConfiguration(), new MockApply())) {
            Map<String, Object> settings = new HashMap<>();
            settings.put("assay.operator.watch-namespaces", "tests");
            settings.put("assay.sources.parallelism", 1);
            settings.put("assay.background.disabled", true);
            try (TestOperator operator = TestOperator.prepare(relay.through().properties(), mortal, settings)) {
                begin(operator, kill);
                cluster.until(source, () -> kill.isDead() || done.getAsBoolean());
            }
        }
    }

    /** True if the Event about the Job that cannot be mapped exists; it comes after the status. */
    private boolean isReported(String source) {
        return client.events().v1().events().inNamespace("tests").list().getItems().stream()
                .anyMatch(event -> event.getRegarding().getName().equals(source));
    }

    private static boolean isAll(@Nullable SourceStatus status) {
        return status != null
                && Arrays.asList(status.collected(), status.failed(), status.lag())
                        .equals(List.of(1L, 1L, 0));
    }

    /** Starts the operator, which may die while it starts. */
    private static void begin(TestOperator operator, KilledAt kill) {
        try {
            operator.bean(OperatorProcess.class).start();
        } catch (RuntimeException e) {
            if (!kill.isDead()) {
                throw e;
            }
        }
    }
}
