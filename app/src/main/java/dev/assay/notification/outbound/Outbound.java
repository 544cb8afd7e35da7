package dev.assay.notification.outbound;

import dev.assay.platform.Version;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * HTTP requests to others. Redirects are not followed and nothing is repeated. Every exchange has a connection of its own, to
 * an address that was looked at in the moment it was connected to, and ends after a deadline, however slowly the other side
 * goes on.
 */
@Singleton
public class Outbound {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final PublicAddresses addresses;
    private final OutboundSettings settings;
    private final CloseableHttpClient anywhere;
    private final CloseableHttpClient guarded;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("outbound-deadlines").factory());

    Outbound(PublicAddresses addresses, OutboundSettings settings) {
        this.addresses = addresses;
        this.settings = settings;
        this.anywhere = client(settings, new SystemDefaultDnsResolver());
        this.guarded = client(settings, new SystemDefaultDnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                // A proxy of the settings is ours, and looks at addresses by itself
                boolean proxy = settings.proxyUri()
                        .filter(uri -> host.equalsIgnoreCase(uri.getHost()))
                        .isPresent();
                return proxy ? super.resolve(host) : addresses.resolve(host);
            }
        });
    }

    /**
     * What is sent.
     *
     * @param body JSON; null for none
     * @param deadline from the start of connecting to the end of the answer
     * @param answerBytes how much of the answer's body is read
     */
    public record Request(
            String method,
            URI url,
            Map<String, String> headers,
            byte @Nullable [] body,
            Duration deadline,
            int answerBytes) {
        public Request {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * What came back.
     *
     * @param body as UTF-8, cut where as much was read as asked for
     * @param retryAfter what the header asks for in seconds
     */
    public record Answer(int status, String body, Optional<Duration> retryAfter) {
        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    /** To an address of the settings. */
    public Answer send(Request request) throws IOException {
        return exchange(anywhere, request);
    }

    /** To an address that anybody may have written: only public ones are connected to. */
    public Answer sendGuarded(Request request) throws IOException {
        String host = request.url().getHost();
        if (settings.proxyUri().isPresent() && !settings.isDirect(host)) {
            checkAsFarAsKnown(host);
        }
        return exchange(guarded, request);
    }

    /** Why there was no answer, in words that tell nothing of our network. */
    public static Outcome unanswered(IOException failure) {
        return switch (failure) {
            case PublicAddresses.NotPublic refused -> new Outcome.Never(String.valueOf(refused.getMessage()));
            case UnknownHostException _ -> new Outcome.Later("The host is not known", null);
            case SocketTimeoutException _ -> new Outcome.Later("There was no answer in time", null);
            case SSLException _ -> new Outcome.Later("There is no TLS connection that can be trusted", null);
            default -> new Outcome.Later("There was no answer", null);
        };
    }

    /** What an answer means that is no success. */
    public static Outcome failed(Answer answer) {
        String reason = "The answer was " + answer.status();
        return switch (answer.status()) {
            case 408, 425, 429 -> new Outcome.Later(reason, answer.retryAfter().orElse(null));
            default ->
                answer.status() >= 500
                        ? new Outcome.Later(reason, answer.retryAfter().orElse(null))
                        : new Outcome.Never(reason);
        };
    }

    @PreDestroy
    void close() throws IOException {
        deadlines.shutdownNow();
        anywhere.close();
        guarded.close();
    }

    /** Names inside may be unknown here where a proxy is the way out: then it decides. */
    private void checkAsFarAsKnown(String host) throws IOException {
        try {
            addresses.resolve(host);
        } catch (PublicAddresses.NotPublic e) {
            throw e;
        } catch (UnknownHostException e) {
            return;
        }
    }

    private Answer exchange(CloseableHttpClient client, Request request) throws IOException {
        HttpUriRequestBase http = new HttpUriRequestBase(request.method(), request.url());
        request.headers().forEach(http::setHeader);
        if (request.body() != null) {
            http.setEntity(new ByteArrayEntity(request.body(), ContentType.APPLICATION_JSON));
        }
        Future<?> cut =
                deadlines.schedule(() -> http.cancel(), request.deadline().toMillis(), TimeUnit.MILLISECONDS);
        try (ClassicHttpResponse response = client.executeOpen(null, http, null)) {
            return new Answer(response.getCode(), text(response.getEntity(), request.answerBytes()), wait(response));
        } catch (IOException | RuntimeException e) {
            if (http.isCancelled()) {
                throw new SocketTimeoutException("cut off");
            }
            throw e;
        } finally {
            cut.cancel(false);
        }
    }

    private static String text(@Nullable HttpEntity entity, int bytes) throws IOException {
        if (entity == null || bytes == 0) {
            return "";
        }
        try (InputStream in = entity.getContent()) {
            return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
        }
    }

    private static Optional<Duration> wait(ClassicHttpResponse response) {
        return Optional.ofNullable(response.getFirstHeader("Retry-After"))
                .map(Header::getValue)
                .filter(value -> value.matches("\\d{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    }

    private static CloseableHttpClient client(OutboundSettings settings, SystemDefaultDnsResolver resolver) {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(resolver)
                        .setMaxConnTotal(64)
                        .setMaxConnPerRoute(16)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(CONNECT))
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(CONNECT))
                        .build())
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE) {
                    @Override
                    protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
                        return settings.proxyUri()
                                .filter(uri -> !settings.isDirect(target.getHostName()))
                                .map(uri -> new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort()))
                                .orElse(null);
                    }
                })
                .setConnectionReuseStrategy((_, _, _) -> false)
                .setUserAgent("Assay/" + Version.current())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableAuthCaching()
                .disableCookieManagement()
                .disableContentCompression()
                .build();
    }
}
