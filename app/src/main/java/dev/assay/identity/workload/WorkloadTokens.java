package dev.assay.identity.workload;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.assay.identity.issuer.IssuerKeys;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Verifies tokens that programs use instead of a key: an issuer that the operator named must have signed them recently. */
@Singleton
public class WorkloadTokens {
    private static final int LONGEST = 8 * 1024;
    /** The most that clocks may differ. */
    private static final Duration SKEW = Duration.ofSeconds(60);

    private static final Duration LONGEST_LIFE = Duration.ofHours(24);

    private final Issuers issuers;
    private final IssuerKeys keys;
    private final Clock clock;

    WorkloadTokens(Issuers issuers, IssuerKeys keys, Clock clock) {
        this.clock = clock;
        this.issuers = issuers;
        this.keys = keys;
    }

    /** True if a text is a token and not an API key: it has three parts, and does not begin like our keys. */
    public static boolean isToken(String text) {
        return !text.startsWith("to_") && text.chars().filter(c -> c == '.').count() == 2;
    }

    /**
     * Verifies a token. Trusts then decide which application it authenticates. Connects to the issuer only to read its keys,
     * and only if the operator named it. Keys in the token's header (jwk, jku, x5c, x5u) are ignored.
     */
    public Verification verify(String text) {
        if (text.length() > LONGEST) {
            return new Verification.Refused("", "", "it is longer than " + LONGEST + " characters");
        }
        try {
            SignedJWT token = SignedJWT.parse(text);
            JWTClaimsSet claims = token.getJWTClaimsSet();
            String issuer = Objects.requireNonNullElse(claims.getIssuer(), "");
            if (!issuers.names().contains(issuer)) {
                return new Verification.Unnamed(issuer, Objects.requireNonNullElse(claims.getSubject(), ""));
            }
            return reason(token, claims)
                    .<Verification>map(reason -> refused(claims, reason))
                    .orElseGet(() -> new Verification.Verified(
                            verified(claims, Claims.flat(token.getPayload().toJSONObject()))));
        } catch (ParseException e) {
            return new Verification.Refused("", "", "it is not a signed token: " + e.getMessage());
        }
    }

    private static WorkloadToken verified(JWTClaimsSet claims, Map<String, List<String>> flat) {
        return new WorkloadToken(
                claims.getIssuer(),
                Objects.requireNonNullElse(claims.getSubject(), ""),
                flat.getOrDefault("aud", List.of()),
                flat);
    }

    private static Verification.Refused refused(JWTClaimsSet claims, String reason) {
        return new Verification.Refused(
                Objects.requireNonNullElse(claims.getIssuer(), ""),
                Objects.requireNonNullElse(claims.getSubject(), ""),
                reason);
    }

    /** Says why a token is refused; empty for a valid one. Cheap checks come first. */
    private Optional<String> reason(SignedJWT token, JWTClaimsSet claims) {
        JWSHeader header = token.getHeader();
        if (!TokenSignatures.ALGORITHMS.contains(header.getAlgorithm())) {
            return Optional.of("it is signed with " + header.getAlgorithm());
        }
        if (header.getCriticalParams() != null) {
            return Optional.of("its header has critical parameters (crit)");
        }
        if (header.getKeyID() == null) {
            return Optional.of("its header does not name a key");
        }
        return times(claims, clock.instant()).or(() -> signature(token, claims.getIssuer()));
    }

    private static Optional<String> times(JWTClaimsSet claims, Instant now) {
        Instant end = instant(claims.getExpirationTime());
        Instant made = instant(claims.getIssueTime());
        Instant from = instant(claims.getNotBeforeTime());
        if (end == null) {
            return Optional.of("it has no expiry time");
        }
        if (!end.plus(SKEW).isAfter(now)) {
            return Optional.of("it expired at " + end);
        }
        if (made != null && made.minus(SKEW).isAfter(now)) {
            return Optional.of("it was issued in the future, at " + made);
        }
        if (from != null && from.minus(SKEW).isAfter(now)) {
            return Optional.of("it is not valid before " + from);
        }
        boolean tooLong = Duration.between(made == null ? now : made, end).compareTo(LONGEST_LIFE) > 0;
        return tooLong ? Optional.of("it is valid for more than " + LONGEST_LIFE.toHours() + " h") : Optional.empty();
    }

    private Optional<String> signature(SignedJWT token, String issuer) {
        try {
            JWKSelector wanted = new JWKSelector(JWKMatcher.forJWSHeader(token.getHeader()));
            for (JWK key : keys.of(issuer, issuers.keys(issuer)).get(wanted, null)) {
                if (TokenSignatures.isValid(token, key)) {
                    return Optional.empty();
                }
            }
            return Optional.of("its signature does not match any key of its issuer");
        } catch (KeySourceException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (JOSEException e) {
            return Optional.of("its signature cannot be verified: " + e.getMessage());
        }
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
