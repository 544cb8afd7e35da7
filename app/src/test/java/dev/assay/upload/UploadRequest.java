package dev.assay.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * A result file and its parameters.
 *
 * @param more parameters in addition to those of start-test, each with a leading ampersand
 */
record UploadRequest(StartBody about, String more, byte[] file) {

    /** A file about an artefact that other tests do not use. */
    static UploadRequest of(String... cases) {
        return new UploadRequest(StartBody.of("generic"), "", report(cases));
    }

    static byte[] report(String... cases) {
        return utf8("<testsuite name=\"s\">" + String.join("", cases) + "</testsuite>");
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** {@code <testcase>} of class {@code c}. */
    static String passed(String name) {
        return "<testcase classname=\"c\" name=\"%s\" time=\"0.25\"/>".formatted(name);
    }

    static String failed(String name) {
        return "<testcase classname=\"c\" name=\"%s\"><failure>broke</failure></testcase>".formatted(name);
    }

    UploadRequest about(StartBody other) {
        return new UploadRequest(other, more, file);
    }

    UploadRequest file(byte[] other) {
        return new UploadRequest(about, more, other);
    }

    UploadRequest file(String... cases) {
        return file(report(cases));
    }

    UploadRequest with(String parameter, String value) {
        return new UploadRequest(about, more + "&" + parameter + "=" + encoded(value), file);
    }

    /** The same with its own {@code ci_link}. */
    UploadRequest linked() {
        return about(about.linked());
    }

    UploadRequest gzip() {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file(compressed.toByteArray());
    }

    String path() {
        String query = about.fields().entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue().coerceStringValue()))
                .collect(Collectors.joining("&"));
        return "/v2/uploads?" + query + more;
    }

    TestResponse send(TestClient client) {
        return client.send("POST", path(), BodyPublishers.ofByteArray(file));
    }

    /** Sends the file and returns the id of the execution. */
    int store(TestClient client) {
        TestResponse response = send(client);
        assertThat(response.status()).as(response.body()).isEqualTo(201);
        return response.number("test_execution_id");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
