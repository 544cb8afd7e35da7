package dev.assay.dev;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assay.testing.FreePort;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The port for probes and metrics. Passes requests to the application. While there is none it answers by itself: live, because the
 * sources can still be corrected, but not ready.
 */
final class DevHealth {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final HttpServer server;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    /** The application's port on the loopback; 0 while there is none. */
    private final AtomicInteger port = new AtomicInteger();

    private record Answer(int status, String type, byte[] body) {
        static Answer own(int status, String word) {
            return new Answer(
                    status,
                    "application/json",
                    "{\"status\":\"%s\"}".formatted(word).getBytes(StandardCharsets.UTF_8));
        }
    }

    private DevHealth(HttpServer server) {
        this.server = server;
    }

    /** Listens on another port, and says so, if the requested one is taken. */
    static DevHealth listen(String host, int wished) throws IOException {
        DevHealth health = new DevHealth(open(host, wished));
        health.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        health.server.createContext("/", health::answer);
        health.server.start();
        return health;
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    /** Chooses a free port for the next application; probes are passed to it from now on. */
    int next() {
        port.set(FreePort.next());
        return port.get();
    }

    /** From now on there is no application. */
    void none() {
        port.set(0);
    }

    private static HttpServer open(String host, int wished) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(host, wished), 0);
        } catch (BindException taken) {
            HttpServer other = HttpServer.create(new InetSocketAddress(host, 0), 0);
            System.out.printf(
                    "METRICS_PORT %d is taken, health and metrics are at %d%n",
                    wished, other.getAddress().getPort());
            return other;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = ask(exchange.getRequestURI());
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer ask(URI uri) throws InterruptedException {
        int asked = port.get();
        if (asked > 0) {
            try {
                HttpResponse<byte[]> response = http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + asked + uri))
                                .timeout(PATIENCE)
                                .build(),
                        BodyHandlers.ofByteArray());
                String type = response.headers().firstValue("Content-Type").orElse("text/plain");
                return new Answer(response.statusCode(), type, response.body());
            } catch (IOException notYet) {
                // The application is starting or stopping
            }
        }
        return uri.getPath().equals("/health/liveness") ? Answer.own(OK, "UP") : Answer.own(UNAVAILABLE, "DOWN");
    }
}
