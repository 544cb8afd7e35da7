package dev.assay.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sends exactly what it is given: it does not follow redirects, and adds no header except {@code Content-Type} for a body given as
 * text. Paths begin with a slash and are sent as they are.
 *
 * @param headers sent with every request
 */
public record TestClient(URI server, Map<String, String> headers) {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    public TestClient {
        headers = Map.copyOf(headers);
    }

    public TestClient(URI server) {
        this(server, Map.of());
    }

    /** Also sends this header; one of the same name is replaced. */
    public TestClient with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new TestClient(server, more);
    }

    /** Sends an API key. */
    public TestClient withKey(String key) {
        return with("Authorization", "Bearer " + key);
    }

    /** Sends what a signed-in browser sends: the cookie of a session, and the header that only our own pages send. */
    public TestClient withSession(String cookie) {
        return with("Cookie", "session=" + cookie).with("X-CSRF-Token", "1");
    }

    public TestResponse get(String path) {
        return send("GET", path);
    }

    public TestResponse post(String path, String json) {
        return send("POST", path, json);
    }

    public TestResponse put(String path, String json) {
        return send("PUT", path, json);
    }

    public TestResponse patch(String path, String json) {
        return send("PATCH", path, json);
    }

    public TestResponse delete(String path) {
        return send("DELETE", path);
    }

    public TestResponse delete(String path, String json) {
        return send("DELETE", path, json);
    }

    /** Without a body. */
    public TestResponse send(String method, String path) {
        return send(method, path, BodyPublishers.noBody());
    }

    /** With a body of {@code application/json}, unless a header of this client says otherwise. */
    public TestResponse send(String method, String path, String json) {
        TestClient typed = headers.containsKey("Content-Type") ? this : with("Content-Type", "application/json");
        return typed.send(method, path, BodyPublishers.ofString(json));
    }

    /** With any body and no header but those of this client. */
    public TestResponse send(String method, String path, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body);
        headers.forEach(request::header);
        try {
            return TestResponse.of(HTTP.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Every byte of the response to a request written by hand, which no HTTP library would send. */
    public String raw(String request) {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
