package dev.assay.identity.signon.saml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * Checks an identity provider's logout message in a query (SAML-12). It can end only the session of the browser that sends it,
 * which the browser could end by itself. So an unsigned message is accepted, but a message with a wrong signature is not.
 */
record LogoutMessage(SamlSettings settings, IdentityProvider provider, Instant now) {
    private static final Duration SKEW = Duration.ofMinutes(3);
    private static final int LONGEST = 64 << 10;

    /** @param query the raw query, without the question mark */
    void check(String query) throws InvalidSamlMessage {
        Optional<String> response = raw(query, "SAMLResponse");
        Optional<String> request = raw(query, "SAMLRequest");
        if (response.isPresent() == request.isPresent()) {
            throw new InvalidSamlMessage("not exactly one message");
        }
        String name = response.isPresent() ? "SAMLResponse" : "SAMLRequest";
        String encoded = response.or(() -> request).orElseThrow();
        checkSignature(query, name, encoded);
        Element message = Xml.parse(inflated(decoded(encoded)));
        require(
                Xml.is(message, Xml.PROTOCOL, response.isPresent() ? "LogoutResponse" : "LogoutRequest"),
                "not a logout message");
        String issuer = Xml.text(Xml.only(message, Xml.ASSERTION, "Issuer")).strip();
        require(issuer.equals(provider.entityId()), "from another issuer");
        String destination = Xml.attribute(message, "Destination");
        require(destination == null || destination.equals(settings.sls()), "for another destination");
        Instant end = Xml.time(message, "NotOnOrAfter");
        require(end == null || end.isAfter(now.minus(SKEW)), "expired");
        if (response.isPresent()) {
            Element status = Xml.only(Xml.only(message, Xml.PROTOCOL, "Status"), Xml.PROTOCOL, "StatusCode");
            require(
                    "urn:oasis:names:tc:SAML:2.0:status:Success".equals(Xml.attribute(status, "Value")),
                    "the status is not success");
        }
    }

    private void checkSignature(String query, String name, String message) throws InvalidSamlMessage {
        Optional<String> signature = raw(query, "Signature");
        if (signature.isEmpty()) {
            return;
        }
        String algorithm =
                raw(query, "SigAlg").orElseThrow(() -> new InvalidSamlMessage("signed without naming the algorithm"));
        String relayState =
                raw(query, "RelayState").map(state -> "&RelayState=" + state).orElse("");
        String signed = name + "=" + message + relayState + "&SigAlg=" + algorithm;
        require(
                SamlSignatures.isSigned(signed, decoded(algorithm), decoded(signature.get()), provider.keys()),
                "not signed by a key of the identity provider");
    }

    /** The raw value in the query. Refuses a parameter that is given twice, because it is ambiguous. */
    private static Optional<String> raw(@Nullable String query, String name) throws InvalidSamlMessage {
        List<String> values = Arrays.stream(String.valueOf(query).split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .toList();
        require(values.size() < 2, "a parameter given twice");
        return values.stream().findFirst();
    }

    private static String decoded(String text) throws InvalidSamlMessage {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidSamlMessage("a query that cannot be decoded", e);
        }
    }

    private static byte[] inflated(String base64) throws InvalidSamlMessage {
        Inflater inflater = new Inflater(true);
        try (InputStream in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64)), inflater)) {
            byte[] message = in.readNBytes(LONGEST + 1);
            require(message.length <= LONGEST, "too long");
            return message;
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidSamlMessage("not deflated and base64 encoded", e);
        } finally {
            inflater.end();
        }
    }

    private static void require(boolean holds, String otherwise) throws InvalidSamlMessage {
        if (!holds) {
            throw new InvalidSamlMessage(otherwise);
        }
    }
}
