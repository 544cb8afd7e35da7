package dev.assay.operator.trigger;

import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.KubernetesEvents;
import dev.assay.operator.resource.TestRun;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Creates, cancels and removes runs. Repeating a call is harmless. */
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
     * Creates the run and returns it. Returns empty if it exists already, or if the cluster refuses it for good; in that case
     * it writes an Event. Throws if a later attempt may succeed.
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

    /** Deals with an existing run of that name: it is ours from before, or another one has taken the name. */
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
            // It belongs to a deleted plan of the same name, and is removed with it
            throw new IllegalStateException(
                    "run " + due.name() + " is being removed; the new one waits until it is gone");
        }
        events.tell(
                plan,
                due.name(),
                KubernetesEvents.Type.WARNING,
                "NameTaken",
                "There is no run for %s: its name is taken by TestRun %s, which does not belong to this plan."
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

    /** Removes a run, unless it has changed since it was read. */
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
