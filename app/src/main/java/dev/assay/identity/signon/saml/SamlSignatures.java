package dev.assay.identity.signon.saml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.w3c.dom.Element;

/**
 * Verifies signatures of the identity provider. Returns the signed element by parsing the bytes that were digested. So
 * unsigned content can never be mistaken for signed content, however an attacker wraps it.
 */
final class SamlSignatures {
    private static final String RSA = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha";
    private static final String ECDSA = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha";

    /** Accepted algorithms by URI, with Java's names. SHA-1, DSA and shared secrets are not accepted. */
    private static final Map<String, String> METHODS = Map.of(
            RSA + "256", "SHA256withRSA",
            RSA + "384", "SHA384withRSA",
            RSA + "512", "SHA512withRSA",
            ECDSA + "256", "SHA256withECDSAinP1363Format",
            ECDSA + "384", "SHA384withECDSAinP1363Format",
            ECDSA + "512", "SHA512withECDSAinP1363Format");

    private static final Set<String> DIGESTS =
            Set.of(DigestMethod.SHA256, "http://www.w3.org/2001/04/xmldsig-more#sha384", DigestMethod.SHA512);

    private SamlSignatures() {}

    /**
     * Verifies the signature in this element, which must cover the element itself, and returns the signed content.
     *
     * @param keys one of them must have signed; keys in the message are ignored
     */
    static Element covered(Element signed, List<PublicKey> keys) throws InvalidSamlMessage {
        Element element = Xml.only(signed, Xml.SIGNATURE, "Signature");
        for (PublicKey key : keys) {
            DOMValidateContext context = new DOMValidateContext(key, element);
            context.setProperty("org.jcp.xml.dsig.secureValidation", true);
            context.setProperty("javax.xml.crypto.dsig.cacheReference", true);
            // A reference can find only this element
            context.setIdAttributeNS(signed, null, "ID");
            try {
                XMLSignature signature = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
                Reference reference = reference(signature, signed);
                if (signature.validate(context)) {
                    return Xml.parse(octets(reference));
                }
            } catch (MarshalException | IOException | ClassCastException e) {
                throw new InvalidSamlMessage("a signature that cannot be read", e);
            } catch (XMLSignatureException e) {
                // The key is of another kind, or the bytes are not a signature of this kind: try the next key
                continue;
            }
        }
        throw new InvalidSamlMessage("not signed by a key of the identity provider");
    }

    private static Reference reference(XMLSignature signature, Element signed) throws InvalidSamlMessage {
        List<Reference> references = signature.getSignedInfo().getReferences();
        String id = Xml.attribute(signed, "ID");
        if (references.size() != 1 || !signature.getObjects().isEmpty() || id == null || id.isEmpty()) {
            throw new InvalidSamlMessage("a signature that does not cover exactly one element");
        }
        Reference reference = references.getFirst();
        if (!("#" + id).equals(reference.getURI())) {
            throw new InvalidSamlMessage("a signature of another element than the one that contains it");
        }
        require(METHODS.keySet(), signature.getSignedInfo().getSignatureMethod().getAlgorithm());
        require(
                Set.of(CanonicalizationMethod.EXCLUSIVE),
                signature.getSignedInfo().getCanonicalizationMethod().getAlgorithm());
        require(DIGESTS, reference.getDigestMethod().getAlgorithm());
        List<String> transforms =
                reference.getTransforms().stream().map(Transform::getAlgorithm).toList();
        if (!transforms.equals(List.of(Transform.ENVELOPED, CanonicalizationMethod.EXCLUSIVE))) {
            throw new InvalidSamlMessage("transforms of a signature that are not supported");
        }
        return reference;
    }

    private static void require(Set<String> accepted, String algorithm) throws InvalidSamlMessage {
        if (!accepted.contains(algorithm)) {
            throw new InvalidSamlMessage("an algorithm of a signature that is not accepted");
        }
    }

    private static byte[] octets(Reference reference) throws IOException {
        try (InputStream octets = reference.getDigestInputStream()) {
            return octets.readAllBytes();
        }
    }

    /**
     * True if the provider signed this query.
     *
     * @param signed the signed part of the raw query
     */
    static boolean isSigned(String signed, String algorithm, String signature, List<PublicKey> keys)
            throws InvalidSamlMessage {
        require(METHODS.keySet(), algorithm);
        byte[] octets;
        try {
            octets = Base64.getMimeDecoder().decode(signature);
        } catch (IllegalArgumentException e) {
            throw new InvalidSamlMessage("a signature that is not base64", e);
        }
        for (PublicKey key : keys) {
            try {
                Signature verifier = Signature.getInstance(METHODS.get(algorithm));
                verifier.initVerify(key);
                verifier.update(signed.getBytes(StandardCharsets.UTF_8));
                if (verifier.verify(octets)) {
                    return true;
                }
            } catch (GeneralSecurityException e) {
                // The key is of another kind, or the bytes are not a signature of this kind: try the next key
                continue;
            }
        }
        return false;
    }
}
