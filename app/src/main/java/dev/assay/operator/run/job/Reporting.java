package dev.assay.operator.run.job;

import dev.assay.identity.application.ReportingAccounts;
import dev.assay.operator.plan.Step;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says if collectors in a namespace may send results: Assay has to know the service accounts of their Pods. */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
public class Reporting {
    /** The reason of a condition. */
    public static final String MAY_NOT_REPORT = "MayNotReport";

    private final ReportingAccounts accounts;
    private final RunSettings settings;

    public Reporting(ReportingAccounts accounts, RunSettings settings) {
        this.accounts = accounts;
        this.settings = settings;
    }

    /** Why the collectors of these steps may not report, with the command that allows it; empty if they may. */
    public Optional<String> refusal(String namespace, List<Step> steps) {
        return steps.stream()
                .filter(step -> step.results() != null)
                .map(step -> account(step.template().getSpec()))
                .distinct()
                .flatMap(account ->
                        accounts
                                .refusal(namespace, account)
                                .map(refusal -> sentence(namespace, account, refusal))
                                .stream())
                .findFirst();
    }

    private static String account(@Nullable PodSpec pod) {
        if (pod != null && pod.getServiceAccountName() != null) {
            return pod.getServiceAccountName();
        }
        return pod != null && pod.getServiceAccount() != null ? pod.getServiceAccount() : "default";
    }

    private String sentence(String namespace, String account, ReportingAccounts.Refusal refusal) {
        String name = namespace + "/" + account;
        String next = refusal.application() == null
                ? "Change inCluster.callers of the chart, or KUBERNETES_CALLERS and run assay migrate; for example: KUBERNETES_CALLERS=%s=collector:change_test,view_test"
                        .formatted(name)
                : "Allow it: %s application trust '%s' %s (or for good in inCluster.callers of the chart, KUBERNETES_CALLERS)"
                        .formatted(settings.command(), refusal.application(), name);
        return "The service account %s may not report results to Assay yet: %s. %s."
                .formatted(name, refusal.why(), next);
    }
}
