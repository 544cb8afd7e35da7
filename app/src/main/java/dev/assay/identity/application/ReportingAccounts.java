package dev.assay.identity.application;

import dev.assay.access.Permission;
import dev.assay.identity.cluster.AccountPattern;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says which service accounts of the cluster may report results, and lets more of them do so. */
@Singleton
public class ReportingAccounts {
    private final TrustRepository trusts;
    private final ApplicationRepository applications;
    private final TokenTrusts tokens;

    ReportingAccounts(TrustRepository trusts, ApplicationRepository applications, TokenTrusts tokens) {
        this.trusts = trusts;
        this.applications = applications;
        this.tokens = tokens;
    }

    /**
     * Why an account may not report.
     *
     * @param why continues a sentence: {@code no application accepts it}
     * @param application one that may report and could accept the account; null if there is none
     */
    public record Refusal(String why, @Nullable String application) {}

    /** Empty if the account may report, or if that depends on claims of its token. */
    public Optional<Refusal> refusal(String namespace, String account) {
        List<ApplicationRow> found = trusts.fitting(namespace, account);
        if (found.size() == 1 && mayReport(found.getFirst())) {
            return Optional.empty();
        }
        if (found.isEmpty()) {
            return trusts.mayComeFromIssuer("system:serviceaccount:" + namespace + ":" + account, namespace)
                    ? Optional.empty()
                    : Optional.of(new Refusal("no application accepts it", reporting()));
        }
        return Optional.of(
                found.size() == 1
                        ? new Refusal(
                                "its application " + found.getFirst().name() + " lacks the permission change_test",
                                null)
                        : new Refusal(
                                "trusts of several applications accept it: "
                                        + found.getFirst().name() + " and "
                                        + found.getLast().name(),
                                null));
    }

    private @Nullable String reporting() {
        return trusts.reporting().stream().map(ApplicationRow::name).findFirst().orElse(null);
    }

    private static boolean mayReport(ApplicationRow application) {
        return application.permissionList().contains(Permission.CHANGE_TEST);
    }

    /** The result of letting an account authenticate as an application. */
    public enum Allowed {
        ALLOWED,
        UNKNOWN_APPLICATION,
        TOO_MANY
    }

    /** Lets service accounts authenticate as an application. Repeating it changes nothing. */
    public Allowed allow(String application, AccountPattern accepted) {
        Optional<ApplicationRow> known = applications.list().stream()
                .filter(row -> row.name().equals(application))
                .findFirst();
        if (known.isEmpty()) {
            return Allowed.UNKNOWN_APPLICATION;
        }
        String name = (accepted.namespace() + "-" + accepted.serviceAccount()).replace("*", "any");
        TokenTrust trust = new TokenTrust(
                null,
                TokenTrust.ASSAY,
                null,
                new TokenTrust.Kubernetes(accepted.namespace(), accepted.serviceAccount()));
        return switch (tokens.put(known.get().id(), name.length() <= 100 ? name : name.substring(0, 100), trust)) {
            case TokenTrusts.PutOutcome.Stored _ -> Allowed.ALLOWED;
            case TokenTrusts.PutOutcome.UnknownApplication() -> Allowed.UNKNOWN_APPLICATION;
            case TokenTrusts.PutOutcome.TooMany() -> Allowed.TOO_MANY;
        };
    }
}
