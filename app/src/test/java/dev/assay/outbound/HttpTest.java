package dev.assay.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpTest {
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private URI uri;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/bytes", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody()
                    .write(new byte[Integer.parseInt(exchange.getRequestURI().getQuery())]);
            exchange.close();
        });
        server.createContext("/elsewhere", exchange -> {
            exchange.getResponseHeaders().set("Location", "/bytes?1");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/half", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    @Test
    void anAnswerIsAsLongAsItMayBe() throws IOException {
        Http http = http(Duration.ofSeconds(30), 1000);
        assertThat(http.get(uri.resolve("/bytes?1000"), "*/*")).hasSize(1000);
        assertThatThrownBy(() -> http.get(uri.resolve("/bytes?1001"), "*/*")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> http.get(uri.resolve("/bytes?100000"), "*/*")).isInstanceOf(IOException.class);
    }

    @Test
    void aRedirectIsNoAnswer() {
        assertThatThrownBy(() -> http(Duration.ofSeconds(30), 1000).get(uri.resolve("/elsewhere"), "*/*"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("302");
    }

    @Test
    void anAnswerThatDoesNotEndIsNotWaitedFor() {
        assertThatThrownBy(() -> http(Duration.ofMillis(300), 1000).get(uri.resolve("/half"), "*/*"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no answer");
    }

    @Test
    void anInvalidAddressFails() {
        assertThatThrownBy(() -> http(Duration.ofSeconds(1), 1).get(URI.create("file:///etc/passwd"), "*/*"))
                .isInstanceOf(IOException.class);
    }

    private static Http http(Duration deadline, int longest) {
        return Outbound.of(Map.of()).toSetting(deadline, longest);
    }
}
