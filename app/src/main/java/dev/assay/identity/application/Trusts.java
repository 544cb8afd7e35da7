package dev.assay.identity.application;

import dev.assay.identity.issuer.Untrusted;
import dev.assay.identity.workload.Verification;
import dev.assay.identity.workload.WorkloadToken;
import dev.assay.identity.workload.WorkloadTokens;
import io.micronaut.json.JsonMapper;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applications that are known by tokens in place of keys. Trusts and permissions are read anew each time (AUTH-11). */
@Singleton
class Trusts {
    /** How many an application may have. */
    static final int MOST = 50;

    private static final Logger LOG = LoggerFactory.getLogger(Trusts.class);

    private final TrustRepository trusts;
    private final WorkloadTokens tokens;
    private final JsonMapper json;

    Trusts(TrustRepository trusts, WorkloadTokens tokens, JsonMapper json) {
        this.trusts = trusts;
        this.tokens = tokens;
        this.json = json;
    }

    /** What came of storing a trust. */
    sealed interface PutOutcome {
        record Stored(TrustRow trust, boolean made) implements PutOutcome {}

        record UnknownApplication() implements PutOutcome {}

        record TooMany() implements PutOutcome {}
    }

    /** The application that a token stands for. None, or several, is nobody: why is in the log only (AUTH-1). */
    Optional<Application> application(String text) {
        return switch (tokens.verify(text)) {
            case Verification.Verified(WorkloadToken token) -> accepted(token);
            case Verification.Refused(String issuer, String subject, String reason) -> {
                log(issuer, subject, reason);
                yield Optional.empty();
            }
        };
    }

    private Optional<Application> accepted(WorkloadToken token) {
        List<ApplicationRow> found =
                trusts.accepting(token.issuer(), token.audiences().toArray(String[]::new), written(token.claims()));
        if (found.size() == 1) {
            ApplicationRow one = found.getFirst();
            return Optional.of(new Application(one.id(), one.name(), one.permissionList(), Application.Shown.TOKEN));
        }
        String reason = found.isEmpty()
                ? "no trust accepts it; it is meant for " + token.audiences()
                : "trusts of several applications accept it, such as "
                        + found.stream().map(ApplicationRow::name).toList();
        log(token.issuer(), token.subject(), reason);
        return Optional.empty();
    }

    /** By name; empty when there is no such application. */
    @Transactional(readOnly = true)
    Optional<List<TrustRow>> list(long application, Applications applications) {
        return applications.find(application).map(known -> trusts.list(application));
    }

    /** Makes or replaces the trust of that name. */
    @Transactional
    PutOutcome put(long application, String name, Trust trust) {
        if (trusts.hold(application) == 0) {
            return new PutOutcome.UnknownApplication();
        }
        List<TrustRow> before = trusts.list(application);
        boolean made = before.stream().noneMatch(row -> row.name().equals(name));
        if (made && before.size() >= MOST) {
            return new PutOutcome.TooMany();
        }
        trusts.put(application, name, trust.issuer(), trust.audience(), written(trust.conditions()));
        TrustRow row = trusts.list(application).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        return new PutOutcome.Stored(row, made);
    }

    /** False: there was none. */
    boolean remove(long application, String name) {
        return trusts.delete(application, name) > 0;
    }

    private static void log(String issuer, String subject, String reason) {
        LOG.atInfo()
                .addKeyValue("issuer", Untrusted.shown(issuer))
                .addKeyValue("subject", Untrusted.shown(subject))
                .addKeyValue("reason", Untrusted.shown(reason))
                .log("Token refused");
    }

    private String written(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
