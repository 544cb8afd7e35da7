package dev.assay.operator.run;

import dev.assay.database.AuditContext;
import dev.assay.operator.OperatorSettings;
import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.resource.Condition;
import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.RunStatus;
import dev.assay.operator.resource.TestRun;
import dev.assay.operator.run.job.Jobs;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a plan: reads the run's Jobs and its attempts in the database, does what {@link RunProgress} says, and writes the
 * status. It can be repeated any number of times and each effect happens once: executions have an identity, Jobs have a fixed
 * name, and an attempt that has ended stays ended.
 */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
@ControllerConfiguration(name = "testrun")
final class RunReconciler implements Reconciler<TestRun> {

    private final PlanSnapshots plans;
    private final RunPass.Services services;
    private final OperatorSettings settings;

    RunReconciler(PlanSnapshots plans, RunPass.Services services, OperatorSettings settings) {
        this.plans = plans;
        this.services = services;
        this.settings = settings;
    }

    @Override
    public List<EventSource<?, TestRun>> prepareEventSources(EventSourceContext<TestRun> context) {
        String ours = Group.MANAGED_BY + "=" + Group.FIELD_MANAGER + "," + settings.selector();
        return List.of(
                new InformerEventSource<>(
                        InformerEventSourceConfiguration.from(Job.class, TestRun.class)
                                .withLabelSelector(ours)
                                .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(TestRun.class))
                                .build(),
                        context),
                new InformerEventSource<>(
                        InformerEventSourceConfiguration.from(Pod.class, TestRun.class)
                                .withLabelSelector(ours)
                                .withSecondaryToPrimaryMapper(RunReconciler::runOf)
                                .build(),
                        context));
    }

    private static Set<ResourceID> runOf(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String run = annotations == null ? null : annotations.get(Jobs.RUN_NAME);
        return run == null
                ? Set.of()
                : Set.of(new ResourceID(run, pod.getMetadata().getNamespace()));
    }

    @Override
    public UpdateControl<TestRun> reconcile(TestRun run, Context<TestRun> context) {
        if (isOver(run)) {
            return UpdateControl.noUpdate();
        }
        return AuditContext.system("reconcile TestRun")
                .during(() -> reconcile(
                        run, context.getSecondaryResources(Job.class), context.getSecondaryResources(Pod.class)));
    }

    @Override
    public ErrorStatusUpdateControl<TestRun> updateErrorStatus(TestRun run, Context<TestRun> context, Exception e) {
        return isOver(run)
                ? ErrorStatusUpdateControl.noStatusUpdate()
                : new RunPass(services, run, Set.of(), Set.of()).failed(Condition.Failure.of(e));
    }

    private static boolean isOver(TestRun run) {
        RunStatus status = run.getStatus();
        return status != null && status.endTime() != null;
    }

    /** @param jobs the run's Jobs as they were seen last, with their pods; those created since may be missing */
    UpdateControl<TestRun> reconcile(TestRun run, Set<Job> jobs, Set<Pod> pods) {
        Optional<PlanSpec> plan = plans.of(run);
        RunPass pass = new RunPass(services, run, jobs, pods);
        return plan.isEmpty() ? pass.withoutPlan(plans.missing(run)) : pass.advance(plan.get());
    }
}
