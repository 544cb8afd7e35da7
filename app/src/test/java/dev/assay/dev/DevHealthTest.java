package dev.assay.dev;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a kubelet and Prometheus get while a developer's server starts and stops. */
class DevHealthTest {
    private static final String HOST = "127.0.0.1";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void withoutAnApplicationItLivesAndIsNotReady() throws Exception {
        DevHealth health = DevHealth.listen(HOST, 0);

        assertThat(get(health, "/health/liveness")).isEqualTo("200 {\"status\":\"UP\"}");
        assertThat(get(health, "/health/readiness")).isEqualTo("503 {\"status\":\"DOWN\"}");
        assertThat(get(health, "/prometheus")).startsWith("503 ");
        health.next();
        assertThat(get(health, "/health/liveness")).as("one that starts").startsWith("200 ");
        assertThat(get(health, "/health/readiness")).startsWith("503 ");
    }

    @Test
    void theApplicationAnswersWhileThereIsOne() throws Exception {
        DevHealth health = DevHealth.listen(HOST, 0);
        HttpServer application = HttpServer.create(new InetSocketAddress(HOST, health.next()), 0);
        application.createContext("/", exchange -> {
            byte[] body = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(418, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        application.start();
        assertThat(get(health, "/health/liveness")).isEqualTo("418 /health/liveness");
        assertThat(get(health, "/prometheus?a=%20b")).isEqualTo("418 /prometheus?a=%20b");

        application.stop(0);
        health.none();

        assertThat(get(health, "/health/liveness")).isEqualTo("200 {\"status\":\"UP\"}");
    }

    @Test
    void aTakenPortDoesNotKeepItFromStarting() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            DevHealth health = DevHealth.listen(HOST, taken.getLocalPort());

            assertThat(health.address().getPort()).isNotEqualTo(taken.getLocalPort());
            assertThat(get(health, "/health/liveness")).startsWith("200 ");
        }
    }

    private static String get(DevHealth health, String path) throws Exception {
        URI uri = URI.create("http://" + HOST + ":" + health.address().getPort() + path);
        HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
