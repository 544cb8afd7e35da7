package dev.assay.identity.signon.saml;

import dev.assay.access.User;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signing on and off by way of the SAML identity provider. */
@Singleton
class Saml {
    private static final Logger LOG = LoggerFactory.getLogger(Saml.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Of a message, decoded. */
    private static final int LONGEST = 512 << 10;

    private final SamlSettings settings;
    private final IdpMetadata metadata;
    private final SamlRepository requests;
    private final Enrolment enrolment;
    private final Clock clock;

    Saml(SamlSettings settings, IdpMetadata metadata, SamlRepository requests, Enrolment enrolment, Clock clock) {
        this.settings = settings;
        this.metadata = metadata;
        this.requests = requests;
        this.enrolment = enrolment;
        this.clock = clock;
    }

    /**
     * A request to sign on that is under way.
     *
     * @param location where the browser goes
     */
    record Begun(String id, String location) {}

    /** What came of an answer. */
    sealed interface Outcome {
        /** @param request the id that was answered; null for none */
        record SignedOn(String setCookie, @Nullable String request) implements Outcome {}

        /** Not base64, or too long to be an answer. */
        record Unreadable() implements Outcome {}

        /** Not believed; the log says why. */
        record Refused() implements Outcome {}

        /** There is no identity provider, or its metadata cannot be had. */
        record NotConfigured() implements Outcome {}
    }

    /** What came of wanting to sign off. */
    sealed interface Logout {
        /** The session here has ended, the one at the provider ends there. */
        record Redirect(String location) implements Logout {}

        /** There is no provider that could be told. */
        record Done() implements Logout {}

        /** The session here has ended; the provider cannot be told. */
        record NotConfigured() implements Logout {}
    }

    /** Begins to sign on; empty when there is no identity provider, or its metadata cannot be had. */
    Optional<Begun> begin(@Nullable String returnTo) {
        return metadata.provider().map(provider -> {
            String id = id();
            requests.remember(id);
            String relayState = returnTo == null ? settings.login() : returnTo;
            return new Begun(id, new Requests(settings, clock.instant()).signOn(provider, id, relayState));
        });
    }

    /**
     * Believes an answer or does not, and signs on whom it names (SAML-7 to SAML-10).
     *
     * @param message in base64
     * @param browser ids of the requests that this browser sent; null believes every browser
     */
    Outcome receive(String message, @Nullable Collection<String> browser) {
        IdentityProvider provider = metadata.provider().orElse(null);
        if (provider == null) {
            return new Outcome.NotConfigured();
        }
        byte[] decoded = decoded(message);
        if (decoded == null) {
            return new Outcome.Unreadable();
        }
        try {
            Assertion assertion = check(decoded, provider);
            String request = assertion.request();
            if (request == null && !settings.allowIdpInitiated()) {
                throw new InvalidSamlMessage("not asked for, and SAML_ALLOW_IDP_INITIATED is off");
            }
            if (request != null && browser != null && !browser.contains(request)) {
                throw new InvalidSamlMessage("asked for by another browser");
            }
            String named = provider.entityId() + "\n" + assertion.id();
            if (requests.take(request, sha256(named), assertion.end().getEpochSecond()) == null) {
                throw new InvalidSamlMessage("not asked for lately, or answered before");
            }
            return new Outcome.SignedOn(enrolment.enter(assertion), request);
        } catch (InvalidSamlMessage e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("SAML response refused");
            return new Outcome.Refused();
        }
    }

    private Assertion check(byte[] message, IdentityProvider provider) throws InvalidSamlMessage {
        try {
            return new Response(settings, provider, clock.instant()).check(message);
        } catch (InvalidSamlMessage e) {
            IdentityProvider now = metadata.again().orElse(provider);
            if (now.keys().equals(provider.keys())) {
                throw e;
            }
            // The provider has new keys since we last looked
            return new Response(settings, now, clock.instant()).check(message);
        }
    }

    /**
     * Tells where to go to sign off at the provider as well. The session here is ended by the caller.
     *
     * @param user whose session it was
     */
    Logout logout(Supplier<Optional<User>> user, @Nullable String returnTo) {
        if (!settings.isOn()) {
            return new Logout.Done();
        }
        IdentityProvider provider = metadata.provider().orElse(null);
        if (provider == null) {
            return new Logout.NotConfigured();
        }
        String location = provider.logout();
        if (location == null) {
            return new Logout.Done();
        }
        String email = user.get().map(User::email).orElse(null);
        String relayState = returnTo == null ? settings.login() : returnTo;
        return new Logout.Redirect(
                new Requests(settings, clock.instant()).logout(provider, location, id(), email, relayState));
    }

    /** Whether to believe what the provider says about a logout; empty when there is no provider to believe. */
    Optional<Boolean> believes(String query) {
        return metadata.provider().map(provider -> {
            try {
                new LogoutMessage(settings, provider, clock.instant()).check(query);
                return true;
            } catch (InvalidSamlMessage e) {
                LOG.atWarn().addKeyValue("reason", e.getMessage()).log("SAML logout refused");
                return false;
            }
        });
    }

    /** Our own metadata. */
    String ownMetadata() {
        return new Requests(settings, clock.instant()).metadata();
    }

    private static byte @Nullable [] decoded(String message) {
        try {
            byte[] decoded = Base64.getMimeDecoder().decode(message);
            return decoded.length > 0 && decoded.length <= LONGEST ? decoded : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String id() {
        byte[] bytes = new byte[20];
        RANDOM.nextBytes(bytes);
        return "_" + HexFormat.of().formatHex(bytes);
    }
}
