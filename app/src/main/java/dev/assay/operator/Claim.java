package dev.assay.operator;

import dev.assay.operator.resource.Group;
import dev.assay.platform.RefusedSetting;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Claims the operator's class and namespaces for its installation, because two installations that serve the same resources would
 * run each other's tests. The claim is a Lease in the installation's own namespace, which all operators can list. It does not
 * expire: an installation that is down for a night keeps its resources, and its replicas share one claim. It goes with the chart.
 */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
class Claim {
    private static final String SUFFIX = "-installation";
    /** The label of all claims. */
    private static final String LABEL = Group.NAME + "/installation";
    /** The annotation with the claimed namespaces; empty for all. */
    private static final String NAMESPACES = Group.NAME + "/namespaces";

    private static final Comparator<Lease> OLDEST_FIRST = Comparator.comparing(
                    (Lease lease) -> lease.getSpec().getAcquireTime())
            .thenComparing(Claim::id);

    private final KubernetesClient client;
    private final OperatorSettings settings;
    private final Clock clock;

    Claim(KubernetesClient client, OperatorSettings settings, Clock clock) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Makes the claim, or renews it. Of two installations that start at the same time, the one that claimed first stays.
     *
     * @throws RefusedSetting if another installation has claimed some of the same; nothing is claimed then
     */
    void hold() {
        Optional<Lease> current = current();
        Lease wanted = wanted(current);
        refuse(wanted);
        Lease written = current.isEmpty()
                ? client.resource(wanted).createOr(NonDeletingOperation::update)
                : client.resource(wanted).unlock().update();
        try {
            refuse(written);
        } catch (RefusedSetting e) {
            client.resource(written.edit().withSpec(null).build()).update();
            throw e;
        }
    }

    private Optional<Lease> current() {
        return Optional.ofNullable(client.leases()
                .inNamespace(namespace())
                .withName(settings.installation() + SUFFIX)
                .get());
    }

    private String namespace() {
        return settings.namespace().isEmpty()
                ? Objects.requireNonNullElse(client.getNamespace(), "default")
                : settings.namespace();
    }

    /** The Lease to write. It keeps its time as long as it claims the same. */
    private Lease wanted(Optional<Lease> current) {
        ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
        String namespaces = String.join(",", new TreeSet<>(settings.watched()));
        ZonedDateTime since = current.filter(Claim::isHeld)
                .filter(lease -> operatorClass(lease).equals(settings.operatorClass())
                        && annotation(lease, NAMESPACES).equals(namespaces))
                .map(lease -> lease.getSpec().getAcquireTime())
                .orElse(now);
        return current.map(LeaseBuilder::new)
                .orElseGet(LeaseBuilder::new)
                .editOrNewMetadata()
                .withNamespace(namespace())
                .withName(settings.installation() + SUFFIX)
                .addToLabels(LABEL, settings.installation())
                .addToAnnotations(Map.of(Group.CLASS, settings.operatorClass(), NAMESPACES, namespaces))
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(settings.identity())
                .withAcquireTime(since)
                .withRenewTime(now)
                .endSpec()
                .build();
    }

    private void refuse(Lease ours) {
        client.leases().inAnyNamespace().withLabel(LABEL).list().getItems().stream()
                .filter(other -> isHeld(other) && !id(other).equals(id(ours)))
                .filter(other -> operatorClass(other).equals(operatorClass(ours)) && overlap(other, ours))
                .filter(other -> OLDEST_FIRST.compare(other, ours) < 0)
                .min(OLDEST_FIRST)
                .ifPresent(other -> {
                    throw refusal(other);
                });
    }

    private RefusedSetting refusal(Lease other) {
        String served = annotation(other, NAMESPACES);
        return new RefusedSetting(
                "OPERATOR_CLASS",
                "is %s, but the installation %s has claimed this for %s already (it was last seen at %s)"
                        .formatted(
                                settings.operatorClass().isEmpty() ? "empty" : settings.operatorClass(),
                                other.getMetadata().getNamespace() + "/"
                                        + other.getMetadata().getLabels().get(LABEL),
                                served.isEmpty() ? "all namespaces" : "the namespaces " + served,
                                other.getSpec().getRenewTime().truncatedTo(ChronoUnit.SECONDS)),
                "Set another class (operator.class of the chart, OPERATOR_CLASS) or other namespaces (operator.watchNamespaces, WATCH_NAMESPACES). If that installation is gone: kubectl --namespace %s delete lease %s"
                        .formatted(
                                other.getMetadata().getNamespace(),
                                other.getMetadata().getName()));
    }

    private static boolean isHeld(Lease lease) {
        return lease.getSpec() != null && lease.getSpec().getAcquireTime() != null;
    }

    private static String id(Lease lease) {
        return lease.getMetadata().getNamespace() + "/" + lease.getMetadata().getName();
    }

    private static String operatorClass(Lease lease) {
        return annotation(lease, Group.CLASS);
    }

    private static boolean overlap(Lease one, Lease other) {
        Set<String> first = namespaces(one);
        Set<String> second = namespaces(other);
        return first.isEmpty() || second.isEmpty() || !Collections.disjoint(first, second);
    }

    private static Set<String> namespaces(Lease lease) {
        return Arrays.stream(annotation(lease, NAMESPACES).split(","))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    private static String annotation(Lease lease, String name) {
        Map<String, String> annotations = lease.getMetadata().getAnnotations();
        return annotations == null ? "" : Objects.requireNonNullElse(annotations.get(name), "");
    }
}
