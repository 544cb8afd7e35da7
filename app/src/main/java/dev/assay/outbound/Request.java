package dev.assay.outbound;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An HTTP request to another server. */
public record Request(
        String method,
        URI uri,
        Map<String, String> headers,
        @Nullable Body body) {
    public Request {
        headers = Map.copyOf(headers);
    }

    /** @param content opened when it is sent, and again if a proxy first asks for credentials */
    public record Body(long size, Supplier<InputStream> content) {}

    public static Request get(URI uri) {
        return new Request("GET", uri, Map.of(), null);
    }

    public static Request of(String method, URI uri, String type, byte[] body) {
        return new Request(
                method, uri, Map.of("Content-Type", type), new Body(body.length, () -> new ByteArrayInputStream(body)));
    }

    public static Request of(String method, URI uri, String type, String body) {
        return of(method, uri, type, body.getBytes(StandardCharsets.UTF_8));
    }

    /** The same request with this header added or replaced. */
    public Request with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Request(method, uri, all, body);
    }

    /** Without headers, which may hold secrets. */
    @Override
    public String toString() {
        return method + " " + uri;
    }
}
