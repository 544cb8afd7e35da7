package dev.assay.operator.plan;

import dev.assay.operator.resource.Group;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A plan: how artefacts are tested, and when. */
@io.fabric8.kubernetes.model.annotation.Group(Group.NAME)
@Version(Group.VERSION)
@Kind("TestPlan")
@Plural("testplans")
@ShortNames("tplan")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "Active", jsonPath = ".status.active", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Last Run", jsonPath = ".status.lastRun.name")
// Not a date: kubectl shows dates as ages, and one in the future as <invalid>
@AdditionalPrinterColumn(name = "Next Run", jsonPath = ".status.nextRun")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class TestPlan extends CustomResource<PlanSpec, PlanStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected @Nullable PlanSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable PlanStatus initStatus() {
        return null;
    }
}
