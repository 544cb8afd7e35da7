package dev.assay.operator.trigger;

import dev.assay.operator.plan.PlanProblem;
import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.PlanStatus;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.Condition;
import dev.assay.operator.run.job.Reporting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says if runs of a plan can begin, and if not, what to do about it. */
record Readiness(Condition.Status status, String reason, String message) {
    static final String VALID = "Valid";
    static final String SUSPENDED = "Suspended";
    static final String NOT_CHECKED = "NotChecked";
    static final String PODS_REFUSED = "PodsRefused";
    static final String COLLECTOR_NOT_PULLED = "CollectorNotPulled";

    private static final String NO_RUNS = " No runs begin until this is fixed.";

    boolean mayBegin() {
        return status != Condition.Status.FALSE;
    }

    /** True if the cluster may answer differently later, without a change of the plan. */
    boolean isAskedAgain() {
        return status == Condition.Status.UNKNOWN
                || reason.equals(PODS_REFUSED)
                || reason.equals(Reporting.MAY_NOT_REPORT);
    }

    static Readiness of(List<PlanProblem> problems) {
        return new Readiness(
                Condition.Status.FALSE,
                problems.getFirst().reason(),
                problems.stream().map(PlanProblem::message).collect(Collectors.joining(" ")) + NO_RUNS);
    }

    static Readiness of(TemplateCheck.Answer answer, PlanSpec spec) {
        return switch (answer) {
            case TemplateCheck.Answer.Fine() -> good(spec);
            case TemplateCheck.Answer.Wrong(String message) ->
                new Readiness(
                        Condition.Status.FALSE,
                        PlanProblem.INVALID_TEMPLATE,
                        message + (message.endsWith(".") ? "" : ".") + NO_RUNS);
            // Asked again, because the problem is not in the plan
            case TemplateCheck.Answer.NoPods(String message) ->
                new Readiness(
                        Condition.Status.FALSE, PODS_REFUSED, message + (message.endsWith(".") ? "" : ".") + NO_RUNS);
            case TemplateCheck.Answer.Unknown(String message) ->
                new Readiness(Condition.Status.UNKNOWN, NOT_CHECKED, message);
        };
    }

    /**
     * The collector cannot start in this namespace. While a run waits for it, no other begins; after its end the next one tries
     * again.
     */
    static Readiness of(ObservedRuns.MissingCollector missing) {
        return new Readiness(
                missing.waits() ? Condition.Status.FALSE : Condition.Status.UNKNOWN,
                COLLECTOR_NOT_PULLED,
                "The image of the collector cannot be pulled in this namespace: name one that can, such as a mirror, in operator.collectorImage of the chart (ASSAY_IMAGE of the operator), or give the templates imagePullSecrets. "
                        + (missing.waits() ? "No runs begin meanwhile. " : "")
                        + missing.message());
    }

    /** Results of the plan could not be sent. */
    static Readiness silent(String message) {
        return new Readiness(Condition.Status.FALSE, Reporting.MAY_NOT_REPORT, message + NO_RUNS);
    }

    /** What the cluster said before about this generation; null if it has to be asked. */
    static @Nullable Readiness before(TestPlan plan, PlanStatus status) {
        Condition said = Condition.of(status.conditions(), Condition.READY);
        if (said == null
                || !Objects.equals(said.observedGeneration(), plan.getMetadata().getGeneration())) {
            return null;
        }
        return switch (said.reason()) {
            case VALID, SUSPENDED -> good(plan.getSpec());
            case PlanProblem.INVALID_TEMPLATE ->
                new Readiness(Condition.Status.FALSE, PlanProblem.INVALID_TEMPLATE, said.message());
            default -> null;
        };
    }

    private static Readiness good(PlanSpec spec) {
        if (spec.suspended()) {
            return new Readiness(
                    Condition.Status.TRUE, SUSPENDED, "No runs begin by themselves while spec.suspend is true.");
        }
        List<String> triggers = new ArrayList<>();
        if (spec.schedule() != null) {
            triggers.add("by its schedule");
        }
        if (spec.startsOnNewArtefacts()) {
            triggers.add("for new builds");
        }
        if (spec.answersReruns()) {
            triggers.add("for requested reruns");
        }
        triggers.add("when a TestRun is created");
        return new Readiness(Condition.Status.TRUE, VALID, "Runs begin " + String.join(", ", triggers) + ".");
    }

    Readiness and(String sentence) {
        return new Readiness(status, reason, message + " " + sentence);
    }

    Condition condition(TestPlan plan, PlanStatus before, Instant now) {
        return Condition.next(
                before.conditions(),
                Condition.READY,
                status,
                reason,
                message,
                plan.getMetadata().getGeneration(),
                now);
    }
}
