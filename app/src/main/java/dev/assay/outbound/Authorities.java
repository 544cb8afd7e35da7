package dev.assay.outbound;

import dev.assay.platform.RefusedSetting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Certificate authorities for connections to other servers, from a PEM file that a setting names. A file that cannot be read is
 * refused.
 */
public final class Authorities {
    private Authorities() {}

    /** The usual authorities and those of the file; null if no file is named. */
    public static @Nullable SSLContext withUsual(String key, String file) {
        return trusting(key, file, true);
    }

    /** Only the authorities of the file; null if no file is named. */
    public static @Nullable SSLContext only(String key, String file) {
        return trusting(key, file, false);
    }

    private static @Nullable SSLContext trusting(String key, String file, boolean alsoUsual) {
        if (file.isBlank()) {
            return null;
        }
        try {
            KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
            authorities.load(null, null);
            List<X509Certificate> others = alsoUsual ? usual() : List.of();
            for (Certificate certificate :
                    Stream.concat(others.stream(), read(file).stream()).toList()) {
                authorities.setCertificateEntry(String.valueOf(authorities.size()), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new RefusedSetting(
                    key,
                    "names '" + file + "', from which no certificates can be read: " + e.getMessage(),
                    "Name a PEM file: " + key + "=/var/run/secrets/kubernetes.io/serviceaccount/ca.crt");
        }
    }

    private static List<X509Certificate> usual() throws GeneralSecurityException {
        TrustManagerFactory usual = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        usual.init((KeyStore) null);
        return Stream.of(usual.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()))
                .toList();
    }

    private static List<Certificate> read(String file) throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(Path.of(file))) {
            List<Certificate> certificates =
                    new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(pem));
            if (certificates.isEmpty()) {
                throw new IOException("it has no certificate");
            }
            return certificates;
        }
    }
}
