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

/** Asks other servers over HTTP so that none of them holds us up or fills our memory: no redirects, a deadline, a longest answer. */
public final class BoundedGet {
    private final HttpClient http;
    private final Duration deadline;
    private final int longest;

    /**
     * @param deadline for the whole answer
     * @param longest in bytes
     */
    public BoundedGet(Duration deadline, int longest) {
        this.http = HttpClient.newBuilder()
                .connectTimeout(deadline)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(ProxySelector.getDefault())
                .build();
        this.deadline = deadline;
        this.longest = longest;
    }

    /** The body of an answer 200; everything else fails with a message that says what came instead. */
    public byte[] get(URI uri, String accept) throws IOException {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(uri)
                    .timeout(deadline)
                    .header("Accept", accept)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new IOException("not an address to ask: " + uri, e);
        }
        CompletableFuture<HttpResponse<byte[]>> asked =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), longest));
        try {
            HttpResponse<byte[]> answer = asked.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.statusCode() != 200) {
                throw new IOException("status " + answer.statusCode() + " from " + uri);
            }
            return answer.body();
        } catch (ExecutionException e) {
            throw new IOException("no answer from " + uri + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            asked.cancel(true);
            throw new IOException("no answer from " + uri + " within " + deadline.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            asked.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
