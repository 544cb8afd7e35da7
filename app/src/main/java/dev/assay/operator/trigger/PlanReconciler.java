package dev.assay.operator.trigger;

import dev.assay.operator.OperatorSettings;
import dev.assay.operator.plan.PlanStatus;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.Condition;
import dev.assay.operator.resource.KubernetesEvents;
import dev.assay.operator.resource.TestRun;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reconciles TestPlans: says if they are valid, begins their runs, and removes old ones. */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
final class PlanReconciler implements Reconciler<TestPlan> {
    private final PlanPass pass;
    private final KubernetesEvents events;
    private final Clock clock;
    private final OperatorSettings settings;

    PlanReconciler(PlanPass pass, KubernetesEvents events, Clock clock, OperatorSettings settings) {
        this.settings = settings;
        this.pass = pass;
        this.events = events;
        this.clock = clock;
    }

    /** Watches runs. A run belongs to the plan that it names, even if a person created it. */
    @Override
    public List<EventSource<?, TestPlan>> prepareEventSources(EventSourceContext<TestPlan> context) {
        return List.of(new InformerEventSource<>(
                InformerEventSourceConfiguration.from(TestRun.class, TestPlan.class)
                        .withLabelSelector(settings.selector())
                        .withSecondaryToPrimaryMapper(run -> Set.of(new ResourceID(
                                run.getSpec().planRef().name(),
                                run.getMetadata().getNamespace())))
                        .build(),
                context));
    }

    @Override
    public UpdateControl<TestPlan> reconcile(TestPlan plan, Context<TestPlan> context) {
        if (plan.getMetadata().getDeletionTimestamp() != null) {
            return UpdateControl.noUpdate();
        }
        PlanPass.Outcome outcome = pass.look(
                plan,
                context.getSecondaryResources(TestRun.class),
                context.getPrimaryCache().list().toList(),
                clock.instant());
        outcome.made().forEach(run -> remember(run, context));
        UpdateControl<TestPlan> control;
        if (outcome.status().equals(plan.getStatus())) {
            control = UpdateControl.noUpdate();
        } else {
            tell(plan, outcome.status());
            control = UpdateControl.patchStatus(withStatus(plan, outcome.status()));
        }
        if (outcome.again() != null) {
            control.rescheduleAfter(outcome.again());
        }
        return control;
    }

    @Override
    public ErrorStatusUpdateControl<TestPlan> updateErrorStatus(TestPlan plan, Context<TestPlan> context, Exception e) {
        PlanStatus before = Objects.requireNonNullElse(plan.getStatus(), PlanStatus.NONE);
        Condition.Failure failure = Condition.Failure.of(e);
        Condition condition = Condition.next(
                before.conditions(),
                Condition.READY,
                Condition.Status.UNKNOWN,
                failure.reason(),
                failure.message(),
                plan.getMetadata().getGeneration(),
                clock.instant());
        PlanStatus status = before.with(List.of(condition));
        return status.equals(before)
                ? ErrorStatusUpdateControl.noStatusUpdate()
                : ErrorStatusUpdateControl.patchStatus(withStatus(plan, status));
    }

    /** Adds the run to the cache: the next look must know it, even if its event has not arrived by then. */
    private static void remember(TestRun run, Context<TestPlan> context) {
        EventSource<TestRun, TestPlan> runs = context.eventSourceRetriever().getEventSourceFor(TestRun.class);
        ((InformerEventSource<TestRun, TestPlan>) runs).handleRecentResourceCreate(ResourceID.fromResource(run), run);
    }

    private void tell(TestPlan plan, PlanStatus status) {
        Condition before =
                Condition.of(plan.getStatus() == null ? null : plan.getStatus().conditions(), Condition.READY);
        Condition now = Objects.requireNonNull(Condition.of(status.conditions(), Condition.READY));
        boolean changed = before == null ? !now.holds() : !before.status().equals(now.status());
        if (changed) {
            events.tell(
                    plan,
                    now.lastTransitionTime(),
                    now.holds() ? KubernetesEvents.Type.NORMAL : KubernetesEvents.Type.WARNING,
                    now.reason(),
                    now.message());
        }
        if (status.leftOut() != null && !Objects.equals(status.lastSchedule(), lastSchedule(plan))) {
            events.tell(
                    plan,
                    String.valueOf(status.lastSchedule()),
                    KubernetesEvents.Type.WARNING,
                    "TooManyArtefacts",
                    now.message());
        }
    }

    private static @Nullable String lastSchedule(TestPlan plan) {
        return plan.getStatus() == null ? null : plan.getStatus().lastSchedule();
    }

    private static TestPlan withStatus(TestPlan plan, PlanStatus status) {
        TestPlan patch = new TestPlan();
        patch.setMetadata(new ObjectMetaBuilder()
                .withNamespace(plan.getMetadata().getNamespace())
                .withName(plan.getMetadata().getName())
                .build());
        patch.setStatus(status);
        return patch;
    }
}
