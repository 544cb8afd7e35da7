package dev.assay.outbound;

import dev.assay.platform.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to other servers. Redirects are not followed and nothing is repeated. Every exchange has a connection of its own,
 * to an address that was checked when it was connected to, and ends at a deadline, however slow the other side is. So there is
 * nothing to close.
 */
public final class Http {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int AT_ONCE = 64;

    private final Proxies proxies;
    private final @Nullable PublicAddresses guard;
    private final Duration deadline;
    private final int longest;
    private final CloseableHttpClient direct;
    private final CloseableHttpClient proxied;

    /** @param guard the addresses that may be connected to without a proxy; null for all */
    Http(Proxies proxies, @Nullable PublicAddresses guard, @Nullable SSLContext tls, Duration deadline, int longest) {
        this.proxies = proxies;
        this.guard = guard;
        this.deadline = deadline;
        this.longest = longest;
        this.proxied = client(SystemDefaultDnsResolver.INSTANCE, tls);
        // A separate client: the resolved address of a proxy is for that proxy alone
        this.direct = guard == null ? proxied : client(guard, tls);
    }

    /** The body of a response with status 200; everything else fails with a message that says what came instead. */
    public byte[] get(URI uri, String accept) throws IOException {
        Response answer = send(Request.get(uri).with("Accept", accept));
        if (answer.status() != 200) {
            throw new IOException("status " + answer.status() + " from " + uri);
        }
        return answer.body();
    }

    /**
     * The response, whatever its status. After a SocketTimeoutException no connection was made; after other exceptions the server
     * may have received the request.
     */
    public Response send(Request request) throws IOException {
        return send(request, deadline);
    }

    /** @param within the deadline for this request */
    public Response send(Request request, Duration within) throws IOException {
        URI uri = request.uri();
        if (uri.getHost() == null) {
            throw new IOException("not a URL with a host: " + uri);
        }
        HttpUriRequestBase http = new HttpUriRequestBase(request.method(), uri);
        request.headers().forEach(http::setHeader);
        Request.Body body = request.body();
        if (body != null) {
            http.setEntity(new EntityTemplate(body.size(), null, null, out -> {
                try (InputStream in = body.content().get()) {
                    in.transferTo(out);
                }
            }));
        }
        Future<?> cut =
                ForkJoinPool.commonPool().schedule(() -> http.cancel(), within.toMillis(), TimeUnit.MILLISECONDS);
        try (ClassicHttpResponse response = clientFor(uri).executeOpen(null, http, null)) {
            return Response.of(response, read(uri, response.getEntity()));
        } catch (IOException | RuntimeException e) {
            if (http.isCancelled()) {
                InterruptedIOException late =
                        new InterruptedIOException("no answer from " + uri + " within " + within.toMillis() + " ms");
                late.initCause(e);
                throw late;
            }
            throw e;
        } finally {
            cut.cancel(false);
        }
    }

    private CloseableHttpClient clientFor(URI uri) throws IOException {
        if (proxies.of(uri.getScheme(), uri.getHost(), uri.getPort()) == null) {
            return direct;
        }
        if (guard != null) {
            guard.checkAsFarAsKnown(uri.getHost());
        }
        return proxied;
    }

    private byte[] read(URI uri, @Nullable HttpEntity entity) throws IOException {
        if (entity == null || longest == 0) {
            return new byte[0];
        }
        // The content is not closed, because that would read the rest
        byte[] body = entity.getContent().readNBytes(longest + 1);
        if (body.length > longest) {
            throw new IOException("more than " + longest + " bytes from " + uri);
        }
        return body;
    }

    private CloseableHttpClient client(DnsResolver resolver, @Nullable SSLContext tls) {
        PoolingHttpClientConnectionManagerBuilder connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setMaxConnTotal(AT_ONCE)
                .setMaxConnPerRoute(AT_ONCE / 4)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(CONNECT))
                        .build());
        if (tls == null) {
            connections.setTlsSocketStrategy((socket, target, port, attachment, context) ->
                    UsualTls.STRATEGY.upgrade(socket, target, port, attachment, context));
        } else {
            connections.setTlsSocketStrategy(new DefaultClientTlsStrategy(tls));
        }
        return HttpClients.custom()
                .setConnectionManager(connections.build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(CONNECT))
                        .build())
                .setRoutePlanner(proxies)
                .setDefaultCredentialsProvider(proxies.credentials())
                .setConnectionReuseStrategy((_, _, _) -> false)
                .setUserAgent("Assay/" + Version.current())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableAuthCaching()
                .disableCookieManagement()
                .disableContentCompression()
                .build();
    }

    /** Trusts the usual authorities. Reading them takes time and memory, so it is done for the first connection that needs them. */
    private static final class UsualTls {
        static final TlsSocketStrategy STRATEGY = DefaultClientTlsStrategy.createDefault();
    }
}
