package dev.assay.identity.cluster;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.assay.outbound.Outbound;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.Context;
import io.micronaut.json.JsonMapper;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks tokens of service accounts by asking the cluster that Assay runs in, so that tokens of deleted pods and accounts are
 * refused. Answers are cached for a short time by the hash of the token, and concurrent requests with the same token ask once.
 * Created at the start, so that wrong settings stop the server's start.
 */
@Context
public class ServiceAccounts {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceAccounts.class);
    private static final int MOST = 10_000;

    private final ClusterSettings settings;
    private final @Nullable ApiServer server;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AsyncCache<String, TokenReviewResult> reviews;

    ServiceAccounts(ClusterSettings settings, Outbound outbound, JsonMapper json, Clock clock) {
        this.clock = clock;
        this.settings = settings;
        this.server = settings.tokenReview() ? new ApiServer(settings, outbound, json) : null;
        if (settings.audience().isBlank()) {
            throw new RefusedSetting(
                    "KUBERNETES_TOKEN_AUDIENCE",
                    "is empty, so tokens for any audience would be accepted",
                    "Remove it, or set the audience of tokens: KUBERNETES_TOKEN_AUDIENCE=assay");
        }
        this.reviews = Caffeine.newBuilder()
                .maximumSize(MOST)
                .executor(threads)
                .expireAfter(Expiry.<String, TokenReviewResult>creating((token, review) -> kept(review)))
                .buildAsync();
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }

    /** True if this server asks its cluster about tokens ({@code KUBERNETES_TOKEN_REVIEW}). */
    public boolean areAsked() {
        return server != null;
    }

    /**
     * Finds the service account of a token. The cluster is not asked about tokens with another audience or expired tokens.
     *
     * @param text a signed token of at most a few thousand characters
     */
    public TokenReviewResult review(String text) {
        try {
            JWTClaimsSet claims = SignedJWT.parse(text).getJWTClaimsSet();
            String subject = Objects.requireNonNullElse(claims.getSubject(), "");
            return reason(claims)
                    .<TokenReviewResult>map(reason -> new TokenReviewResult.Refused(subject, reason))
                    .orElseGet(() ->
                            reviews.get(hash(text), key -> ask(text, subject)).join());
        } catch (ParseException e) {
            return new TokenReviewResult.Refused("", "it is not a signed token: " + e.getMessage());
        }
    }

    /** Says why the cluster need not be asked; empty if it must be. */
    private Optional<String> reason(JWTClaimsSet claims) {
        Date end = claims.getExpirationTime();
        if (!areAsked()) {
            return Optional.of("KUBERNETES_TOKEN_REVIEW is off");
        }
        if (!claims.getAudience().contains(settings.audience())) {
            return Optional.of("its audience is " + claims.getAudience() + ", not " + settings.audience());
        }
        if (end == null) {
            return Optional.of("it has no expiry time");
        }
        return end.toInstant().isAfter(clock.instant())
                ? Optional.empty()
                : Optional.of("it expired at " + end.toInstant());
    }

    private TokenReviewResult ask(String text, String subject) {
        try {
            TokenReviewResult review =
                    judged(Objects.requireNonNull(server).review(TokenReview.of(text, settings.audience())), subject);
            if (review instanceof TokenReviewResult.Confirmed(ServiceAccount account)) {
                LOG.atDebug()
                        .addKeyValue("account", account.user())
                        .addKeyValue("pod", account.pod())
                        .log("The cluster confirmed a token");
            }
            return review;
        } catch (IOException e) {
            return new TokenReviewResult.Unavailable(String.valueOf(e.getMessage()));
        }
    }

    /** Refuses answers that do not name our audience: such an API server does not check audiences. */
    private TokenReviewResult judged(TokenReview.Status status, String subject) {
        TokenReview.User user = status.user();
        if (!Boolean.TRUE.equals(status.authenticated()) || user == null) {
            return new TokenReviewResult.Refused(subject, "the cluster does not accept it: " + status.error());
        }
        List<String> audiences = Objects.requireNonNullElse(status.audiences(), List.of());
        if (!audiences.contains(settings.audience())) {
            return new TokenReviewResult.Refused(subject, "the cluster accepts it for " + audiences);
        }
        String name = Objects.requireNonNullElse(user.username(), "");
        return ServiceAccount.of(name, Objects.requireNonNullElse(user.groups(), List.of()), user.pod())
                .<TokenReviewResult>map(TokenReviewResult.Confirmed::new)
                .orElseGet(() -> new TokenReviewResult.Refused(
                        subject, "it is the token of " + name + ", which is not a service account"));
    }

    /** An outage is not cached: requests that wait for the same answer share it, and the next request asks again. */
    private Duration kept(TokenReviewResult review) {
        return switch (review) {
            case TokenReviewResult.Confirmed _ -> settings.kept();
            case TokenReviewResult.Refused _ -> settings.refusedKept();
            case TokenReviewResult.Unavailable _ -> Duration.ZERO;
        };
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
