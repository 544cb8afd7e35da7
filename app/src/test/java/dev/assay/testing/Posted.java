package dev.assay.testing;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Bodies of POST test-results and of end-test with many results. */
public final class Posted {
    private Posted() {}

    /** Passed results of the cases {@code <prefix>0} to {@code <prefix><count - 1>}. */
    public static String results(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> result(prefix + i, "PASSED"))
                .collect(Collectors.joining(",", "[", "]"));
    }

    public static String result(String name, String status) {
        return "{\"name\": \"%s\", \"status\": \"%s\", \"category\": \"c\", \"comment\": \"of %s\"}"
                .formatted(name, status, name);
    }

    /** An end-test body with passed results of as many cases. */
    public static String end(String ciLink, String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> ended(prefix + i, "pass", ""))
                .collect(Collectors.joining(",", "{\"ci_link\": \"%s\", \"test_results\": [".formatted(ciLink), "]}"));
    }

    public static String ended(String name, String status, String template) {
        return """
                {"name": "%s", "status": "%s", "category": "c", "comment": "", "io_log": "", "template_id": "%s"}""".formatted(name, status, template);
    }
}
