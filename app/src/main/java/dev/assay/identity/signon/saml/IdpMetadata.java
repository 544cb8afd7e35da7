package dev.assay.identity.signon.saml;

import dev.assay.outbound.Http;
import dev.assay.outbound.Outbound;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity provider's metadata. It is downloaded when it is first needed, and again each hour to get new keys. If a later
 * download fails, the previous metadata is kept (SAML-2). It does not cache anything from the database.
 */
@Singleton
class IdpMetadata {
    private static final Logger LOG = LoggerFactory.getLogger(IdpMetadata.class);
    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofMinutes(1);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int LONGEST = 2 << 20;

    private final SamlSettings settings;
    private final Http http;
    private final ReentrantLock downloading = new ReentrantLock();
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();
    private final AtomicReference<Long> failed = new AtomicReference<>(System.nanoTime() - RETRY.toNanos());

    IdpMetadata(SamlSettings settings, Outbound outbound) {
        this.settings = settings;
        this.http = outbound.toSetting(DEADLINE, LONGEST);
    }

    /** @param since {@link System#nanoTime} of the last attempt */
    private record Known(IdentityProvider provider, long since) {
        boolean isYoungerThan(Duration age) {
            return System.nanoTime() - since < age.toNanos();
        }
    }

    /** Empty if it cannot be downloaded; the log says why. */
    Optional<IdentityProvider> provider() {
        return youngerThan(FRESH);
    }

    /**
     * Like {@link #provider}, but downloads the metadata again unless it is very recent, because the provider may have new
     * keys.
     */
    Optional<IdentityProvider> again() {
        return youngerThan(settings.suspectAfter());
    }

    private Optional<IdentityProvider> youngerThan(Duration age) {
        Known now = known.get();
        if (!settings.isOn() || (now != null && now.isYoungerThan(age))) {
            return Optional.ofNullable(now).map(Known::provider);
        }
        long asked = System.nanoTime();
        if (now == null) {
            downloading.lock();
        } else if (!downloading.tryLock()) {
            // Another thread is downloading; meanwhile use the known metadata
            return Optional.of(now.provider());
        }
        try {
            Known meanwhile = known.get();
            boolean fresh = meanwhile != null && meanwhile.isYoungerThan(age);
            // If another thread's download failed while this one waited, do not try again at once
            boolean failedMeanwhile = failed.get() - asked > 0;
            return fresh || failedMeanwhile ? Optional.ofNullable(meanwhile).map(Known::provider) : download(meanwhile);
        } finally {
            downloading.unlock();
        }
    }

    private Optional<IdentityProvider> download(@Nullable Known old) {
        try {
            IdentityProvider provider =
                    IdentityProvider.parse(http.get(settings.metadata(), "application/samlmetadata+xml, */*"));
            known.set(new Known(provider, System.nanoTime()));
            return Optional.of(provider);
        } catch (IOException | InvalidSamlMessage e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("Cannot get the metadata of the SAML identity provider");
            failed.set(System.nanoTime());
            if (old == null) {
                return Optional.empty();
            }
            // Try again after a minute, not with each request
            known.set(new Known(old.provider(), System.nanoTime() - FRESH.toNanos() + RETRY.toNanos()));
            return Optional.of(old.provider());
        }
    }
}
