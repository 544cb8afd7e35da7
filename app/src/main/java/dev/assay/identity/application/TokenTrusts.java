package dev.assay.identity.application;

import dev.assay.access.Application;
import dev.assay.identity.cluster.AccountPattern;
import dev.assay.identity.cluster.ServiceAccount;
import dev.assay.identity.cluster.ServiceAccounts;
import dev.assay.identity.cluster.TokenReviewResult;
import dev.assay.identity.issuer.SafeLogText;
import dev.assay.identity.workload.Verification;
import dev.assay.identity.workload.WorkloadToken;
import dev.assay.identity.workload.WorkloadTokens;
import io.micronaut.json.JsonMapper;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authenticates applications by tokens instead of keys. Reads trusts and permissions from the database for each request
 * (AUTH-11).
 */
@Singleton
class TokenTrusts {
    /** The most trusts of an application. */
    static final int MOST = 50;

    private static final Logger LOG = LoggerFactory.getLogger(TokenTrusts.class);

    private final TrustRepository trusts;
    private final WorkloadTokens tokens;
    private final ServiceAccounts accounts;
    private final JsonMapper json;

    TokenTrusts(TrustRepository trusts, WorkloadTokens tokens, ServiceAccounts accounts, JsonMapper json) {
        this.trusts = trusts;
        this.tokens = tokens;
        this.accounts = accounts;
        this.json = json;
    }

    /** The result of storing a trust. */
    sealed interface PutOutcome {
        record Stored(TrustRow trust, boolean made) implements PutOutcome {}

        record UnknownApplication() implements PutOutcome {}

        record TooMany() implements PutOutcome {}
    }

    /**
     * Finds the application whose trust accepts a token. If there is none, or several, the caller is anonymous and only the log
     * says why (AUTH-1).
     */
    Authentication application(String text) {
        return switch (tokens.verify(text)) {
            case Verification.Verified(WorkloadToken token) -> accepted(token);
            case Verification.Unnamed(String issuer, String subject) ->
                accounts.areAsked()
                        ? reviewed(text, issuer)
                        : refused(issuer, subject, "WORKLOAD_ISSUERS does not name its issuer");
            case Verification.Refused(String issuer, String subject, String reason) -> refused(issuer, subject, reason);
        };
    }

    private Authentication accepted(WorkloadToken token) {
        List<ApplicationRow> found =
                trusts.accepting(token.issuer(), token.audiences().toArray(String[]::new), written(token.claims()));
        return one(found, "")
                .orElseGet(() ->
                        refused(token.issuer(), token.subject(), why(found, "its audience is " + token.audiences())));
    }

    /**
     * Asks the cluster about the token. The keys of named issuers are not used here, so they cannot sign for service
     * accounts.
     */
    private Authentication reviewed(String text, String issuer) {
        return switch (accounts.review(text)) {
            case TokenReviewResult.Confirmed(ServiceAccount account) -> {
                List<ApplicationRow> found = trusts.fitting(account.namespace(), account.name());
                String pod = account.pod().isEmpty() ? "" : ", pod " + account.pod();
                yield one(found, account.user() + pod)
                        .orElseGet(() -> refused(issuer, account.user(), why(found, "the cluster confirmed it" + pod)));
            }
            case TokenReviewResult.Refused(String subject, String reason) -> refused(issuer, subject, reason);
            case TokenReviewResult.Unavailable(String reason) -> {
                LOG.atWarn()
                        .addKeyValue("reason", SafeLogText.shown(reason))
                        .log("The cluster's API server cannot be asked about a token");
                yield new Authentication.Undecided();
            }
        };
    }

    private static Optional<Authentication> one(List<ApplicationRow> found, String workload) {
        if (found.size() != 1) {
            return Optional.empty();
        }
        ApplicationRow one = found.getFirst();
        return Optional.of(new Authentication.Known(
                new Application(one.id(), one.name(), one.permissionList(), Application.Shown.TOKEN, workload)));
    }

    private static String why(List<ApplicationRow> found, String detail) {
        return found.isEmpty()
                ? "no trust accepts it; " + detail
                : "trusts of several applications accept it, such as "
                        + found.stream().map(ApplicationRow::name).toList();
    }

    /** The trusts of an application, sorted by name; empty if the application does not exist. */
    @Transactional(readOnly = true)
    Optional<List<TrustRow>> list(long application, Applications applications) {
        return applications.find(application).map(known -> trusts.list(application));
    }

    /** Creates or replaces the trust with this name. */
    @Transactional
    PutOutcome put(long application, String name, TokenTrust trust) {
        if (trusts.hold(application) == 0) {
            return new PutOutcome.UnknownApplication();
        }
        List<TrustRow> before = trusts.list(application);
        boolean made = before.stream().noneMatch(row -> row.name().equals(name));
        if (made && before.size() >= MOST) {
            return new PutOutcome.TooMany();
        }
        switch (trust.kind()) {
            case TokenTrust.Kind.OfIssuer(String issuer, String audience, Map<String, List<String>> conditions) ->
                trusts.put(application, name, issuer, audience, written(conditions));
            case TokenTrust.Kind.InCluster(AccountPattern accepted) ->
                trusts.put(application, name, accepted.namespace(), accepted.serviceAccount());
        }
        TrustRow row = trusts.list(application).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        return new PutOutcome.Stored(row, made);
    }

    /** Deletes a trust; false if it does not exist. */
    boolean remove(long application, String name) {
        return trusts.delete(application, name) > 0;
    }

    private static Authentication refused(String issuer, String subject, String reason) {
        LOG.atInfo()
                .addKeyValue("issuer", SafeLogText.shown(issuer))
                .addKeyValue("subject", SafeLogText.shown(subject))
                .addKeyValue("reason", SafeLogText.shown(reason))
                .log("Token refused");
        return new Authentication.Nobody();
    }

    private String written(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
