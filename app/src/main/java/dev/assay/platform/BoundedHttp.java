package dev.assay.platform;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Asks other servers over HTTP so that none of them holds us up or fills our memory: no redirects, a deadline, a longest answer. */
public final class BoundedHttp implements AutoCloseable {
    private final HttpClient http;
    private final Duration deadline;
    private final int longest;

    /**
     * @param deadline for the whole answer
     * @param longest in bytes
     */
    public BoundedHttp(Duration deadline, int longest) {
        this(deadline, longest, null);
    }

    /** @param tls whom to trust; null for the usual authorities */
    public BoundedHttp(Duration deadline, int longest, @Nullable SSLContext tls) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(deadline)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(ProxySelector.getDefault());
        this.http = (tls == null ? builder : builder.sslContext(tls)).build();
        this.deadline = deadline;
        this.longest = longest;
    }

    /** The body of an answer 200; everything else fails with a message that says what came instead. */
    public byte[] get(URI uri, String accept) throws IOException {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(uri).header("Accept", accept).build();
        } catch (IllegalArgumentException e) {
            throw new IOException("not an address to ask: " + uri, e);
        }
        HttpResponse<byte[]> answer = send(request);
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode() + " from " + uri);
        }
        return answer.body();
    }

    /** An answer, whatever its status. */
    public HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> asked =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), longest));
        try {
            // The client's own timeout would leave out the body
            return asked.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("no answer from " + request.uri() + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            asked.cancel(true);
            throw new IOException("no answer from " + request.uri() + " within " + deadline.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            asked.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
