package dev.assay.web;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a body was packed for its way here. We unpack by ourselves: the server's own way is on the threads that read all connections. */
public final class ContentEncoding {
    private ContentEncoding() {}

    /** Whether it is gzip; what we cannot unpack is answered with 415. */
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
                "The body has the Content-Encoding " + String.join(", ", codings) + ", which is not known here",
                "Send it with gzip, or as it is");
    }
}
