package dev.assay.web;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How a body was compressed for transfer. We decompress bodies ourselves, because the server would do it on the threads that read
 * all connections.
 */
public final class ContentEncoding {
    private ContentEncoding() {}

    /** True if the body is gzip. An encoding that we cannot decompress is answered with 415. */
    public static boolean isGzip(HttpRequest<?> request) {
        List<String> codings = request.getHeaders().getAll(HttpHeaders.CONTENT_ENCODING).stream()
                .flatMap(header -> Arrays.stream(header.toLowerCase(Locale.ROOT).split(",")))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                .toList();
        if (codings.isEmpty()) {
            return false;
        }
        if (codings.size() == 1
                && (codings.getFirst().equals("gzip") || codings.getFirst().equals("x-gzip"))) {
            return true;
        }
        throw new Fault(
                Problem.UNKNOWN_CONTENT_ENCODING,
                "The body has the Content-Encoding " + String.join(", ", codings) + ", which this server does not know",
                "Send it with gzip, or as it is");
    }
}
