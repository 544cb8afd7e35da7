package dev.assay.identity.workload;

import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Reads what issuers publish: briefly, no more than is sensible, and only from where it was sent to (no redirects). Made at the
 * start, so that a file that cannot be read keeps the server from starting.
 */
@Context
class Fetching {
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int LARGEST = 512 * 1024;

    private final HttpClient http;

    Fetching(WorkloadSettings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(LONGEST);
        if (!settings.caFile().isBlank()) {
            builder.sslContext(trusting(settings.caFile()));
        }
        this.http = builder.build();
    }

    /** The text of a document. */
    String get(URI uri) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).header("Accept", "application/json").build();
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST));
        try {
            // The client's own timeout would leave out the body
            HttpResponse<String> response = answer.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(uri + " answers " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(uri + " does not answer within " + LONGEST.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(uri + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The usual authorities, and those of the file. */
    private static SSLContext trusting(String file) {
        try {
            KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
            authorities.load(null, null);
            for (Certificate certificate :
                    Stream.concat(usual().stream(), read(file).stream()).toList()) {
                authorities.setCertificateEntry(String.valueOf(authorities.size()), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new RefusedSetting(
                    "WORKLOAD_CA_FILE",
                    "names '" + file + "', from which no certificates can be read: " + e.getMessage(),
                    "Name a PEM file: WORKLOAD_CA_FILE=/var/run/secrets/kubernetes.io/serviceaccount/ca.crt");
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
                throw new IOException("there is none");
            }
            return certificates;
        }
    }
}
