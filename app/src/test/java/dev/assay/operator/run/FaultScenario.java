package dev.assay.operator.run;

import static dev.assay.operator.run.Plans.step;
import static dev.assay.operator.run.Plans.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.database.AuditContext;
import dev.assay.operator.KilledAt;
import dev.assay.operator.OperatorSettings;
import dev.assay.operator.TestOperator;
import dev.assay.operator.plan.Environment;
import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.ClusterIdentity;
import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.KubernetesEvents;
import dev.assay.operator.resource.RunSpec;
import dev.assay.operator.resource.RunStatus;
import dev.assay.operator.resource.TestRun;
import dev.assay.operator.run.job.LiveJobs;
import dev.assay.operator.run.job.Reporting;
import dev.assay.operator.run.job.RunJob;
import dev.assay.operator.run.job.RunSettings;
import dev.assay.result.NewResult;
import dev.assay.testing.Cluster;
import dev.assay.testing.PlayedKubelet;
import dev.assay.testing.TestServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A run that needs a second attempt. Its operator dies at each of its steps in turn (calls of the API server, and
 * transactions), before or after the step takes effect. Another operator continues. In every case, each attempt is one
 * execution with one result.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultScenario {
    private static final int ROUNDS = 500;

    private final TestServer server = TestServer.shared();
    private final Cluster cluster;
    private final PlayedKubelet kubelet;
    private final TestOperator beans;

    FaultScenario(Cluster cluster) {
        this.cluster = cluster;
        kubelet = new PlayedKubelet(cluster);
        beans = TestOperator.prepare(server.database().properties(), cluster.client(), Map.of());
    }

    @AfterAll
    void stop() {
        beans.close();
    }

    @ParameterizedTest
    @EnumSource(KilledAt.Moment.class)
    void aKillAtAnyStepDoesNothingTwiceAndLosesNothing(KilledAt.Moment moment) {
        int step = 1;
        boolean died = true;
        while (died) {
            KilledAt kill = new KilledAt(step++, moment);
            String name = "f" + UUID.randomUUID().toString().substring(0, 8);
            start(name, 1);
            try {
                drive(name, kill, Clock.systemUTC(), this::play);
            } catch (RuntimeException e) {
                if (!kill.isDead()) {
                    throw e;
                }
            }
            died = kill.isDead();
            drive(name, KilledAt.never(), Clock.systemUTC(), this::play);
            judge(name, moment + " " + (step - 1) + " of " + kill.steps());
        }
        // Reads of the cluster's identity, the plan's snapshot and the plan; two Jobs, logs, events, transactions,
        // statuses
        assertThat(step).isGreaterThan(15);
    }

    private void start(String name, int retries) {
        TestPlan plan = new TestPlan();
        plan.getMetadata().setName(name);
        plan.setSpec(new PlanSpec(
                null,
                List.of(new Environment("lab", null, PlayedKubelet.NOWHERE, null, null)),
                List.of(with(step("unit"), null, 1, retries)),
                null,
                null,
                null,
                null,
                null,
                null,
                null));
        cluster.client().resource(plan).create();
        TestRun run = new TestRun();
        run.getMetadata().setName(name);
        run.setSpec(new RunSpec(new RunSpec.PlanRef(name), Plans.artefact(name), null, null, null));
        cluster.client().resource(run).create();
    }

    /** Does what the framework does around the reconciler, without its watches, until the run has ended or the operator is dead. */
    private void drive(String name, KilledAt kill, Clock clock, Consumer<Pod> kubelet) {
        try (KubernetesClient client = kill.client(cluster.client().getConfiguration())) {
            RunReconciler reconciler = new RunReconciler(
                    new PlanSnapshots(client),
                    new RunPass.Services(
                            new KilledRecorder(beans.bean(Recorder.class), kill),
                            new LiveJobs(client, beans.bean(RunSettings.class), new ClusterIdentity(client)),
                            beans.bean(Reporting.class),
                            new KubernetesEvents(client, Clock.systemUTC()),
                            clock),
                    beans.bean(OperatorSettings.class));
            for (int round = 0; round < ROUNDS; round++) {
                TestRun run =
                        cluster.client().resources(TestRun.class).withName(name).get();
                if (run.getStatus() != null && run.getStatus().endTime() != null) {
                    return;
                }
                Set<Pod> pods = pods(name);
                pods.forEach(kubelet);
                Set<Job> jobs = new HashSet<>(cluster.client()
                        .batch()
                        .v1()
                        .jobs()
                        .withLabel(Group.RUN, name)
                        .list()
                        .getItems());
                UpdateControl<TestRun> control =
                        AuditContext.system("test").during(() -> reconciler.reconcile(run, jobs, pods(name)));
                control.getResource().ifPresent(status -> {
                    status.getMetadata().setNamespace(cluster.namespace());
                    client.resource(status).patchStatus();
                });
            }
        }
        throw new AssertionError("The run does not end");
    }

    private Set<Pod> pods(String name) {
        return new HashSet<>(
                cluster.client().pods().withLabel(Group.RUN, name).list().getItems());
    }

    /** The first attempt fails, the second passes. */
    private void play(Pod pod) {
        if ("Pending".equals(pod.getStatus().getPhase())) {
            if (pod.getMetadata().getLabels().get(Group.ATTEMPT).equals("1")) {
                kubelet.fail(pod, "test", 1);
            } else {
                kubelet.succeed(pod);
            }
        }
    }

    private void judge(String name, String killed) {
        RunStatus status =
                cluster.client().resources(TestRun.class).withName(name).get().getStatus();
        assertThat(status.phase()).as(killed).isEqualTo(RunStatus.Phase.PASSED);
        assertThat(status.counts()).as(killed).isEqualTo(new RunStatus.Counts(1, 1, 0, 0));
        assertThat(server.database()
                        .rows("SELECT e.status::text, count(r.id)::text FROM test_execution e"
                                + " JOIN artefact_build b ON b.id = e.artefact_build_id"
                                + " JOIN artefact a ON a.id = b.artefact_id"
                                + " LEFT JOIN test_result r ON r.test_execution_id = e.id"
                                + " WHERE a.name = '" + name + "' GROUP BY e.id, e.status ORDER BY e.id"))
                .as(killed)
                .containsExactly(List.of("FAILED", "1"), List.of("PASSED", "1"));
        assertThat(cluster.client()
                        .batch()
                        .v1()
                        .jobs()
                        .withLabel(Group.RUN, name)
                        .list()
                        .getItems())
                .as(killed)
                .hasSize(2);
    }

    /** The operator's time is two hours later, so that every test has taken too long. */
    @ParameterizedTest
    @EnumSource(KilledAt.Moment.class)
    void aKillWhileATestIsEndedKeepsOneEvent(KilledAt.Moment moment) {
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
        int step = 1;
        boolean died = true;
        while (died) {
            KilledAt kill = new KilledAt(step++, moment);
            String name = "f" + UUID.randomUUID().toString().substring(0, 8);
            start(name, 0);
            try {
                drive(name, kill, later, pod -> {});
            } catch (RuntimeException e) {
                if (!kill.isDead()) {
                    throw e;
                }
            }
            died = kill.isDead();
            drive(name, KilledAt.never(), later, pod -> {});
            String killed = moment + " " + (step - 1) + " of " + kill.steps();
            RunStatus status = cluster.client()
                    .resources(TestRun.class)
                    .withName(name)
                    .get()
                    .getStatus();
            // The mock appends to lists
            assertThat(status.rows().getLast().message()).as(killed).startsWith("not done within 1h");
            assertThat(server.database()
                            .rows("SELECT e.status::text, v.event_name FROM test_execution e"
                                    + " JOIN artefact_build b ON b.id = e.artefact_build_id"
                                    + " JOIN artefact a ON a.id = b.artefact_id"
                                    + " JOIN test_event v ON v.test_execution_id = e.id"
                                    + " WHERE a.name = '" + name + "'"))
                    .as(killed)
                    .containsExactly(List.of("ENDED_PREMATURELY", "deadline_exceeded"));
            assertThat(pods(name)).as(killed).noneMatch(pod -> pod.getMetadata().getDeletionTimestamp() == null);
        }
        assertThat(step).isGreaterThan(12);
    }

    /** A recorder whose transactions are steps, too. */
    private static final class KilledRecorder extends Recorder {
        private final Recorder real;
        private final KilledAt kill;

        KilledRecorder(Recorder real, KilledAt kill) {
            super(null, null, null, null, null);
            this.real = real;
            this.kill = kill;
        }

        @Override
        List<String> begin(String cluster, String runUid, RunJob job) {
            int step = kill.begin("begin " + job.name());
            List<String> refusals = real.begin(cluster, runUid, job);
            kill.end(step);
            return refusals;
        }

        @Override
        boolean end(String runUid, Attempt attempt, AttemptOutcome outcome, List<NewResult> said, String log) {
            int step = kill.begin("end " + attempt.step() + " " + attempt.attempt());
            boolean ended = real.end(runUid, attempt, outcome, said, log);
            kill.end(step);
            return ended;
        }

        @Override
        boolean timeOut(String runUid, Attempt attempt, String message, List<String> logs) {
            int step = kill.begin("time out " + attempt.step());
            boolean marked = real.timeOut(runUid, attempt, message, logs);
            kill.end(step);
            return marked;
        }

        @Override
        List<Attempt> attempts(String runUid) {
            return real.attempts(runUid);
        }

        @Override
        Map<Integer, dev.assay.result.Counts> counts(List<Integer> executionIds) {
            return real.counts(executionIds);
        }

        @Override
        List<String> unread(int execution) {
            return real.unread(execution);
        }

        @Override
        String page(int execution) {
            return real.page(execution);
        }
    }
}
