package dev.assay.operator.run;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.Names;
import dev.assay.operator.resource.TestRun;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the plan of each run as it was when the run began, in a ControllerRevision that the run owns. So changing or deleting
 * the plan does not affect active runs. A snapshot never changes, so it is cached.
 */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
class PlanSnapshots {
    private static final int MOST_KEPT = 1000;

    private final KubernetesClient client;
    private final Cache<String, PlanSpec> known =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).build();

    PlanSnapshots(KubernetesClient client) {
        this.client = client;
    }

    /** The plan of a run. Takes a snapshot the first time; empty while there is neither a snapshot nor a plan. */
    Optional<PlanSpec> of(TestRun run) {
        String uid = run.getMetadata().getUid();
        PlanSpec spec = known.getIfPresent(uid);
        if (spec == null) {
            spec = read(run).or(() -> take(run)).orElse(null);
            if (spec != null) {
                known.put(uid, spec);
            }
        }
        return Optional.ofNullable(spec);
    }

    private Optional<PlanSpec> read(TestRun run) {
        ControllerRevision revision = client.apps()
                .controllerRevisions()
                .inNamespace(run.getMetadata().getNamespace())
                .withName(name(run))
                .get();
        return Optional.ofNullable(revision)
                .filter(found -> found.getMetadata().getOwnerReferences().stream()
                        .anyMatch(
                                owner -> owner.getUid().equals(run.getMetadata().getUid())))
                .map(found -> client.getKubernetesSerialization().convertValue(found.getData(), PlanSpec.class));
    }

    private Optional<PlanSpec> take(TestRun run) {
        TestPlan plan = client.resources(TestPlan.class)
                .inNamespace(run.getMetadata().getNamespace())
                .withName(run.getSpec().planRef().name())
                .get();
        if (plan == null || !Group.operatorClass(plan).equals(Group.operatorClass(run))) {
            return Optional.empty();
        }
        try {
            client.resource(revision(run, plan)).create();
            return Optional.of(plan.getSpec());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return read(run);
            }
            throw e;
        }
    }

    /** Why a run has no plan, and what to do. */
    String missing(TestRun run) {
        String name = run.getSpec().planRef().name();
        TestPlan plan = client.resources(TestPlan.class)
                .inNamespace(run.getMetadata().getNamespace())
                .withName(name)
                .get();
        if (plan == null) {
            return "there is no TestPlan " + name + " in this namespace: create it, or delete this run";
        }
        String wanted = Group.operatorClass(plan);
        return "the TestPlan %s has %s, and this run has not: create another run with the same label as its plan"
                .formatted(
                        name, wanted.isEmpty() ? "no label " + Group.CLASS : "the label " + Group.CLASS + "=" + wanted);
    }

    private ControllerRevision revision(TestRun run, TestPlan plan) {
        return new ControllerRevisionBuilder()
                .withNewMetadata()
                .withNamespace(run.getMetadata().getNamespace())
                .withName(name(run))
                .withLabels(Map.of(
                        Group.MANAGED_BY,
                        Group.FIELD_MANAGER,
                        Group.RUN,
                        Names.label(run.getMetadata().getName())))
                .addNewOwnerReference()
                .withApiVersion(Group.NAME + "/" + Group.VERSION)
                .withKind("TestRun")
                .withName(run.getMetadata().getName())
                .withUid(run.getMetadata().getUid())
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withRevision(1L)
                .withData(client.getKubernetesSerialization().convertValue(plan.getSpec(), Map.class))
                .build();
    }

    /** The name holds the uid, because the snapshot of a deleted run may still exist when a run of the same name begins. */
    private static String name(TestRun run) {
        return Names.of(run.getMetadata().getName(), "plan", run.getMetadata().getUid());
    }
}
