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

/** Signs on and off with the SAML identity provider. */
@Singleton
class Saml {
    private static final Logger LOG = LoggerFactory.getLogger(Saml.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    /** The most bytes of a decoded message. */
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
     * A sign-on request that is ready to send.
     *
     * @param location the address to redirect the browser to
     */
    record Begun(String id, String location) {}

    /** The result of receiving a response. */
    sealed interface Outcome {
        /** @param request the id of the request that was answered; null if there was none */
        record SignedOn(String setCookie, @Nullable String request) implements Outcome {}

        /** The response is not base64, or too long. */
        record Unreadable() implements Outcome {}

        /** The response is not accepted; the log says why. */
        record Refused() implements Outcome {}

        /** There is no identity provider, or its metadata cannot be downloaded. */
        record NotConfigured() implements Outcome {}
    }

    /** How to sign off. */
    sealed interface Logout {
        /** Redirect the browser to the provider to end the session there. */
        record Redirect(String location) implements Logout {}

        /** There is no provider that supports logout. */
        record Done() implements Logout {}

        /** The provider is not known, because its metadata cannot be downloaded. */
        record NotConfigured() implements Logout {}
    }

    /** Begins to sign on; empty if there is no identity provider, or its metadata cannot be downloaded. */
    Optional<Begun> begin(@Nullable String returnTo) {
        return metadata.provider().map(provider -> {
            String id = id();
            requests.remember(id);
            String relayState = returnTo == null ? settings.login() : returnTo;
            return new Begun(id, new Requests(settings, clock.instant()).signOn(provider, id, relayState));
        });
    }

    /**
     * Checks a response and signs on the person that it names (SAML-7 to SAML-10).
     *
     * @param message the response in base64
     * @param browser ids of the requests that this browser sent; null accepts all browsers
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
                throw new InvalidSamlMessage("not requested, and SAML_ALLOW_IDP_INITIATED is off");
            }
            if (request != null && browser != null && !browser.contains(request)) {
                throw new InvalidSamlMessage("requested by another browser");
            }
            String named = provider.entityId() + "\n" + assertion.id();
            if (requests.take(request, sha256(named), assertion.end().getEpochSecond()) == null) {
                throw new InvalidSamlMessage("not requested recently, or used before");
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
            // The provider has new keys since the last download
            return new Response(settings, now, clock.instant()).check(message);
        }
    }

    /**
     * Says how to sign off at the provider. The caller of this method ends the session here.
     *
     * @param user the user of the session
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

    /** True if a logout message of the provider is acceptable; empty if there is no provider. */
    Optional<Boolean> accepts(String query) {
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
