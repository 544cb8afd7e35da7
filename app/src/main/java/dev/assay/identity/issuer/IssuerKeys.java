package dev.assay.identity.issuer;

import com.nimbusds.jose.KeySourceException;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of issuers. They are cached for some minutes, and read again when a token names an unknown key, but at most
 * twice in 30 seconds. While an issuer cannot be reached, its last keys are used for some hours more.
 */
@Singleton
public class IssuerKeys {
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(2);
    private static final Duration WAITED_FOR = Duration.ofSeconds(12);
    private static final Duration BETWEEN = Duration.ofSeconds(30);
    private static final Duration OUTAGE = Duration.ofHours(4);

    private final Discovery discovery;
    private final ExecutorService renewals = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, JWKSource<SecurityContext>> sources = new ConcurrentHashMap<>();

    IssuerKeys(Discovery discovery) {
        this.discovery = discovery;
    }

    /**
     * The keys of an issuer.
     *
     * @param issuer an issuer that the operator named
     * @param keys the URL of the keys; if it is empty, the issuer's discovery document names it
     */
    public JWKSource<SecurityContext> of(String issuer, Optional<URI> keys) {
        return sources.computeIfAbsent(issuer, name -> source(new Published(name, keys)));
    }

    @PreDestroy
    void close() {
        renewals.shutdownNow();
    }

    private JWKSource<SecurityContext> source(Published published) {
        return JWKSourceBuilder.create(published)
                .cache(KEPT.toMillis(), WAITED_FOR.toMillis())
                .refreshAheadCache(RENEWED_BEFORE.toMillis(), null, renewals, false, null, false)
                .rateLimited(BETWEEN.toMillis())
                .outageTolerant(OUTAGE.toMillis())
                .build();
    }

    /**
     * Reads keys from the URL that the operator set, or from the one in the issuer's discovery document, which is read each
     * time.
     */
    private final class Published implements JWKSetSource<SecurityContext> {
        private final String issuer;
        private final Optional<URI> keys;

        Published(String issuer, Optional<URI> keys) {
            this.issuer = issuer;
            this.keys = keys;
        }

        @Override
        public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long time, @Nullable SecurityContext context)
                throws KeySourceException {
            try {
                return JWKSet.parse(discovery.text(keys.isPresent() ? keys.get() : discovered()));
            } catch (IOException | ParseException | IllegalArgumentException e) {
                throw new JWKSetUnavailableException("its keys cannot be read: " + e.getMessage(), e);
            }
        }

        private URI discovered() throws IOException, ParseException {
            return discovery.checked(JSONObjectUtils.getURI(JSONObjectUtils.parse(discovery.of(issuer)), "jwks_uri"));
        }

        @Override
        public void close() {}
    }
}
