package dev.assay.identity.workload;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of issuers, kept for some minutes and asked for again when a token names one that is not among them, but no
 * oftener than twice in half a minute. While an issuer cannot be reached, the keys it had last serve for some hours more.
 */
@Singleton
class IssuerKeys {
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(2);
    private static final Duration WAITED_FOR = Duration.ofSeconds(12);
    private static final Duration BETWEEN = Duration.ofSeconds(30);
    private static final Duration OUTAGE = Duration.ofHours(4);

    private final Issuers issuers;
    private final Fetching fetching;
    private final ExecutorService renewals = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, JWKSource<SecurityContext>> sources = new ConcurrentHashMap<>();

    IssuerKeys(Issuers issuers, Fetching fetching) {
        this.issuers = issuers;
        this.fetching = fetching;
    }

    /** @param issuer one of {@link Issuers#names} */
    List<JWK> get(String issuer, JWKSelector wanted) throws KeySourceException {
        return sources.computeIfAbsent(issuer, this::source).get(wanted, null);
    }

    @PreDestroy
    void close() {
        renewals.shutdownNow();
    }

    private JWKSource<SecurityContext> source(String issuer) {
        return JWKSourceBuilder.create(new Published(issuer))
                .cache(KEPT.toMillis(), WAITED_FOR.toMillis())
                .refreshAheadCache(RENEWED_BEFORE.toMillis(), null, renewals, false, null, false)
                .rateLimited(BETWEEN.toMillis())
                .outageTolerant(OUTAGE.toMillis())
                .build();
    }

    /** Where the operator says, or else where the issuer's discovery says, which is read anew each time. */
    private final class Published implements JWKSetSource<SecurityContext> {
        private final String issuer;

        Published(String issuer) {
            this.issuer = issuer;
        }

        @Override
        public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long time, @Nullable SecurityContext context)
                throws KeySourceException {
            try {
                URI keys = issuers.keys(issuer).orElse(null);
                return JWKSet.parse(fetching.get(keys == null ? discovered() : keys));
            } catch (IOException | ParseException | IllegalArgumentException e) {
                throw new JWKSetUnavailableException("its keys cannot be read: " + e.getMessage(), e);
            }
        }

        private URI discovered() throws IOException, ParseException {
            String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
            Map<String, Object> document =
                    JSONObjectUtils.parse(fetching.get(URI.create(base + "/.well-known/openid-configuration")));
            if (!issuer.equals(document.get("issuer"))) {
                throw new IOException("its discovery is that of another issuer: " + document.get("issuer"));
            }
            URI keys = JSONObjectUtils.getURI(document, "jwks_uri");
            if (keys == null || !issuers.isAllowed(keys)) {
                throw new IOException("its discovery names keys at " + keys);
            }
            return keys;
        }

        @Override
        public void close() {}
    }
}
