package dev.assay.operator.trigger;

import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.KubernetesEvents;
import dev.assay.operator.run.TestRun;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Makes, cancels and removes runs. Each is harmless when it is done again. */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
class RunWriter {
    private static final int UNPROCESSABLE = 422;
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final KubernetesEvents events;

    RunWriter(KubernetesClient client, KubernetesEvents events) {
        this.client = client;
        this.events = events;
    }

    /**
     * The run that was made; empty if it is there already, or if the cluster says that it can never be, which people are told.
     * Throws when it may succeed another time.
     */
    Optional<TestRun> begin(TestPlan plan, DueRun due) {
        try {
            TestRun made = client.resource(due.resource(plan)).create();
            events.tell(
                    plan,
                    due.name(),
                    KubernetesEvents.Type.NORMAL,
                    "RunBegun",
                    "Run %s begins (%s, %s)."
                            .formatted(due.name(), due.trigger().wire(), due.cause()));
            return Optional.of(made);
        } catch (KubernetesClientException e) {
            switch (e.getCode()) {
                case HttpURLConnection.HTTP_CONFLICT -> accept(plan, due);
                case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
                    events.tell(
                            plan,
                            due.name(),
                            KubernetesEvents.Type.WARNING,
                            "RunRefused",
                            "There is no run for %s: %s".formatted(due.cause(), TemplateCheck.reason(e)));
                default -> {
                    events.tell(
                            plan, due.name(), KubernetesEvents.Type.WARNING, "RunNotBegun", TemplateCheck.reason(e));
                    throw e;
                }
            }
            return Optional.empty();
        }
    }

    /** One of that name is there: ours from before, or somebody's who has taken the name. */
    private void accept(TestPlan plan, DueRun due) {
        TestRun there = client.resources(TestRun.class)
                .inNamespace(plan.getMetadata().getNamespace())
                .withName(due.name())
                .get();
        boolean ours = there != null && ObservedRuns.isOwned(there, plan);
        if (ours && there.getMetadata().getDeletionTimestamp() == null) {
            return;
        }
        boolean leaves = there == null
                || there.getMetadata().getDeletionTimestamp() != null
                || there.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> Boolean.TRUE.equals(owner.getController()));
        if (leaves) {
            // It belongs to a plan of the same name that is gone, and goes with it
            throw new IllegalStateException("run " + due.name() + " is being removed; its successor waits for that");
        }
        events.tell(
                plan,
                due.name(),
                KubernetesEvents.Type.WARNING,
                "NameTaken",
                "There is no run for %s: a TestRun %s that is not this plan's has its name."
                        .formatted(due.cause(), due.name()));
    }

    void cancel(TestPlan plan, TestRun run, DueRun successor) {
        client.resource(run).patch(MERGE, "{\"spec\":{\"cancel\":true}}");
        events.tell(
                plan,
                run.getMetadata().getName(),
                KubernetesEvents.Type.NORMAL,
                "RunReplaced",
                "Run %s is cancelled: %s replaces it."
                        .formatted(run.getMetadata().getName(), successor.name()));
    }

    /** Nothing is removed that changed since it was looked at. */
    void remove(TestRun run) {
        try {
            client.resource(run)
                    .lockResourceVersion(run.getMetadata().getResourceVersion())
                    .delete();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }
}
