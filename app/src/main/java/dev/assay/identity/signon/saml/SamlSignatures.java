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
 * Signatures of the identity provider. What is signed is given back as it was signed: read anew from the octets that the digest
 * was made of, so that nothing beside them, however it is wrapped, can be taken for it.
 */
final class SamlSignatures {
    private static final String RSA = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha";
    private static final String ECDSA = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha";

    /** Java's names. No SHA-1, no DSA, nothing with a shared secret. */
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
     * What the signature that stands in this element covers, which must be the element itself.
     *
     * @param keys one of them must have signed; what the message says of keys counts for nothing
     */
    static Element covered(Element signed, List<PublicKey> keys) throws InvalidSamlMessage {
        Element element = Xml.only(signed, Xml.SIGNATURE, "Signature");
        for (PublicKey key : keys) {
            DOMValidateContext context = new DOMValidateContext(key, element);
            context.setProperty("org.jcp.xml.dsig.secureValidation", true);
            context.setProperty("javax.xml.crypto.dsig.cacheReference", true);
            // The only element that a reference can find
            context.setIdAttributeNS(signed, null, "ID");
            try {
                XMLSignature signature = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
                Reference reference = reference(signature, signed);
                if (signature.validate(context)) {
                    return Xml.parse(octets(reference));
                }
            } catch (MarshalException | IOException | ClassCastException e) {
                throw new InvalidSamlMessage("no signature that is read here", e);
            } catch (XMLSignatureException e) {
                // A key of another kind, or octets that are no signature of this kind: the next key may fit
                continue;
            }
        }
        throw new InvalidSamlMessage("not signed by a key of the identity provider");
    }

    private static Reference reference(XMLSignature signature, Element signed) throws InvalidSamlMessage {
        List<Reference> references = signature.getSignedInfo().getReferences();
        String id = Xml.attribute(signed, "ID");
        if (references.size() != 1 || !signature.getObjects().isEmpty() || id == null || id.isEmpty()) {
            throw new InvalidSamlMessage("a signature of several things, or of none");
        }
        Reference reference = references.getFirst();
        if (!("#" + id).equals(reference.getURI())) {
            throw new InvalidSamlMessage("a signature of something else than what it stands in");
        }
        require(METHODS.keySet(), signature.getSignedInfo().getSignatureMethod().getAlgorithm());
        require(
                Set.of(CanonicalizationMethod.EXCLUSIVE),
                signature.getSignedInfo().getCanonicalizationMethod().getAlgorithm());
        require(DIGESTS, reference.getDigestMethod().getAlgorithm());
        List<String> transforms =
                reference.getTransforms().stream().map(Transform::getAlgorithm).toList();
        if (!transforms.equals(List.of(Transform.ENVELOPED, CanonicalizationMethod.EXCLUSIVE))) {
            throw new InvalidSamlMessage("transforms of a signature that are not read here");
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
     * Whether the provider signed what it sent in a query.
     *
     * @param signed the octets of the query that are signed, as they came
     */
    static boolean isSigned(String signed, String algorithm, String signature, List<PublicKey> keys)
            throws InvalidSamlMessage {
        require(METHODS.keySet(), algorithm);
        byte[] octets;
        try {
            octets = Base64.getMimeDecoder().decode(signature);
        } catch (IllegalArgumentException e) {
            throw new InvalidSamlMessage("a signature that is no base64", e);
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
                // A key of another kind, or octets that are no signature of this kind: the next key may fit
                continue;
            }
        }
        return false;
    }
}
