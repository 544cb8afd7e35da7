package dev.assay.identity.signon.saml;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The identity provider, as described by its metadata.
 *
 * @param signOn the address for sign-on requests by HTTP-Redirect
 * @param logout the address for single logout by HTTP-Redirect; null if the provider does not support it
 * @param keys the keys that it signs with; several while it changes them
 */
record IdentityProvider(
        String entityId, String signOn, @Nullable String logout, List<PublicKey> keys) {
    private static final String REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
    private static final int MOST_KEYS = 10;

    IdentityProvider {
        keys = List.copyOf(keys);
    }

    /** Parses metadata of exactly one identity provider; it may contain other entities. */
    static IdentityProvider parse(byte[] metadata) throws InvalidSamlMessage {
        Element root = Xml.parse(metadata);
        NodeList roles = root.getElementsByTagNameNS(Xml.METADATA, "IDPSSODescriptor");
        if (roles.getLength() != 1) {
            throw new InvalidSamlMessage("metadata of " + roles.getLength() + " identity providers");
        }
        Element role = (Element) roles.item(0);
        String entityId = role.getParentNode() instanceof Element entity ? Xml.attribute(entity, "entityID") : null;
        Optional<String> signOn = location(role, "SingleSignOnService");
        List<PublicKey> keys = keys(role);
        if (entityId == null || entityId.isEmpty() || signOn.isEmpty() || keys.isEmpty()) {
            throw new InvalidSamlMessage("metadata without entityID, sign-on by HTTP-Redirect, or signing key");
        }
        return new IdentityProvider(
                entityId, signOn.get(), location(role, "SingleLogoutService").orElse(null), keys);
    }

    private static Optional<String> location(Element role, String service) {
        return Xml.children(role, Xml.METADATA, service).stream()
                .filter(element -> REDIRECT.equals(Xml.attribute(element, "Binding")))
                .map(element -> element.getAttribute("Location").strip())
                .filter(IdentityProvider::isUrl)
                .findFirst();
    }

    private static boolean isUrl(String text) {
        try {
            return text.matches("https?://.*") && URI.create(text).getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<PublicKey> keys(Element role) throws InvalidSamlMessage {
        List<PublicKey> keys = new ArrayList<>();
        for (Element descriptor : Xml.children(role, Xml.METADATA, "KeyDescriptor")) {
            String use = Xml.attribute(descriptor, "use");
            NodeList certificates = descriptor.getElementsByTagNameNS(Xml.SIGNATURE, "X509Certificate");
            for (int i = 0; i < certificates.getLength() && !"encryption".equals(use); i++) {
                keys.add(key(Xml.text((Element) certificates.item(i))));
            }
        }
        if (keys.size() > MOST_KEYS) {
            throw new InvalidSamlMessage("metadata of " + keys.size() + " keys");
        }
        return keys;
    }

    private static PublicKey key(String certificate) throws InvalidSamlMessage {
        try {
            byte[] der = Base64.getMimeDecoder().decode(certificate);
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getPublicKey();
        } catch (CertificateException | IllegalArgumentException e) {
            throw new InvalidSamlMessage("metadata with a certificate that is not valid", e);
        }
    }
}
