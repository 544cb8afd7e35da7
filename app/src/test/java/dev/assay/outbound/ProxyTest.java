package dev.assay.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.platform.Development;
import dev.assay.platform.RefusedSetting;
import dev.assay.testing.TestProxy;
import dev.assay.testing.TokenIssuer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CONF-28 */
class ProxyTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @TempDir
    private static Path directory;

    private static TokenIssuer tls;

    @BeforeAll
    static void start() {
        tls = TokenIssuer.startTls(directory);
    }

    @AfterAll
    static void stop() {
        tls.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_PROXY", "http_proxy"})
    void httpGoesThroughTheProxy(String key) throws IOException {
        try (TokenIssuer server = TokenIssuer.start();
                TestProxy proxy = TestProxy.to(port(server), "")) {
            Http http = Outbound.of(Map.of(key, proxy.url())).toSetting(DEADLINE, 100_000);
            URI uri = URI.create("http://known-to-the-proxy.example" + TokenIssuer.KEYS);

            assertThat(http.get(uri, "*/*")).isNotEmpty();
            assertThat(proxy.asked()).containsExactly("GET " + uri);
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTPS_PROXY, ''", "https_proxy, ''", "HTTPS_PROXY, me:pass%20word"})
    void httpsGoesThroughATunnelOfTheProxy(String key, String user) throws IOException {
        try (TestProxy proxy = TestProxy.to(port(tls), user.replace("%20", " "))) {
            Http http = Outbound.of(Map.of(key, proxy.url().replace(" ", "%20")))
                    .toSetting(DEADLINE, 100_000, Authorities.only("CA", directory + "/ca.crt"));
            URI uri = URI.create(tls.name() + TokenIssuer.KEYS);

            assertThat(http.get(uri, "*/*")).isNotEmpty();
            assertThat(proxy.asked()).containsExactly("CONNECT 127.0.0.1:" + uri.getPort());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO_PROXY", "no_proxy"})
    void someAreReachedWithoutIt(String key) throws IOException {
        try (TokenIssuer server = TokenIssuer.start();
                TestProxy proxy = TestProxy.toNowhere()) {
            Http http = Outbound.of(Map.of("HTTP_PROXY", proxy.url(), key, "example.org, 127.0.0.1"))
                    .toSetting(DEADLINE, 100_000);
            assertThat(http.get(URI.create(server.name() + TokenIssuer.KEYS), "*/*"))
                    .isNotEmpty();
            assertThat(proxy.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "*, a.example, 80",
        "a.example, A.example, 80",
        "a.example, x.a.example, 80",
        ".a.example, a.example, 80",
        "*.a.example, x.a.example, 80",
        "a.example:8443, a.example, 8443",
        "a.example:443, a.example, -1",
        "10.0.0.0/8, 10.255.0.1, 80",
        "10.0.0.7, 10.0.0.7, 80",
        "fd00::/8, [fd00::1], 80",
        "::1, [::1], 80"
    })
    void theseAreDirect(String noProxy, String host, int port) {
        assertThat(proxies(noProxy).of("https", host, port)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'', a.example, 80",
        "a.example, nota.example, 80",
        "a.example:8443, a.example, 443",
        "10.0.0.0/8, 11.0.0.1, 80",
        "10.0.0.0/8, a.example, 80",
        "10.0.0.0/8, [fd00::1], 80"
    })
    void theseAreNot(String noProxy, String host, int port) {
        assertThat(proxies(noProxy).of("https", host, port)).isEqualTo(new HttpHost("http", "proxy.example", 3128));
    }

    /** Not reached through the proxy, which knows its name, and not because it is the proxy itself. */
    @Test
    void whatACallerWroteIsGuardedAlsoWhereAProxyIs() throws IOException {
        try (TestProxy proxy = TestProxy.toNowhere()) {
            Request inside = Request.get(URI.create("http://127.0.0.1:1/"));
            Request atTheProxy = Request.get(URI.create(proxy.url()));
            for (String noProxy : List.of("", "127.0.0.1")) {
                Http http = guarded(proxy, noProxy);
                assertThatThrownBy(() -> http.send(inside)).isInstanceOf(PublicAddresses.NotPublic.class);
                assertThatThrownBy(() -> http.send(atTheProxy)).isInstanceOf(PublicAddresses.NotPublic.class);
                assertThat(proxy.asked()).isEmpty();
            }
            Request outside = Request.get(URI.create("http://1.1.1.1/"));
            assertThat(guarded(proxy, "").send(outside).status()).isEqualTo(502);
        }
    }

    private static Http guarded(TestProxy proxy, String noProxy) {
        OutboundSettings settings = new OutboundSettings("", proxy.url(), proxy.url(), noProxy);
        Development off = new Development(false);
        return new Outbound(new PublicAddresses(settings, off), settings, off).toAnybody(DEADLINE);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS_PROXY, ftp://me:secret@proxy.example",
        "HTTP_PROXY, 'http://me:secret@pro xy'",
        "NO_PROXY, 10.0.0.0/33",
        "NO_PROXY, 10.0.0.0/x",
        "NO_PROXY, a.example/8"
    })
    void anInvalidProxyIsRefusedWithoutItsPassword(String key, String value) {
        assertThatThrownBy(() -> Outbound.of(Map.of(key, value)))
                .isInstanceOf(RefusedSetting.class)
                .hasMessageStartingWith(key)
                .hasMessageNotContaining("secret");
    }

    private static int port(TokenIssuer server) {
        return URI.create(server.name()).getPort();
    }

    private static Proxies proxies(String noProxy) {
        return new Proxies(new OutboundSettings("", "", "proxy.example:3128", noProxy));
    }
}
