package dev.assay.identity.workload;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Set;

/**
 * Verifies signatures with public keys. Algorithms without a private key are refused: HS256, because anyone who knows the
 * public key could sign, and none.
 */
final class TokenSignatures {
    static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512,
            JWSAlgorithm.EdDSA,
            JWSAlgorithm.Ed25519);

    private static final int SHORTEST_RSA = 2048;
    private static final int LONGEST_RSA = 8192;
    /** The prefix of the 32 bytes of an Ed25519 key in X.509 (RFC 8410). */
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    private TokenSignatures() {}

    static boolean isValid(SignedJWT token, JWK key) throws JOSEException {
        JWSHeader header = token.getHeader();
        if (key instanceof RSAKey rsa && (rsa.size() < SHORTEST_RSA || rsa.size() > LONGEST_RSA)) {
            return false;
        }
        if (key instanceof OctetKeyPair pair) {
            return isValid(token, pair);
        }
        if (!(key instanceof AsymmetricJWK asymmetric)) {
            return false;
        }
        JWSVerifier verifier = new DefaultJWSVerifierFactory().createJWSVerifier(header, asymmetric.toPublicKey());
        return token.verify(verifier);
    }

    /** Uses the JDK's implementation, because the library's would need another dependency. */
    private static boolean isValid(SignedJWT token, OctetKeyPair key) {
        try {
            byte[] raw = key.getDecodedX();
            byte[] encoded = new byte[ED25519.length + raw.length];
            System.arraycopy(ED25519, 0, encoded, 0, ED25519.length);
            System.arraycopy(raw, 0, encoded, ED25519.length, raw.length);
            PublicKey known = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(known);
            signature.update(token.getSigningInput());
            return signature.verify(token.getSignature().decode());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
