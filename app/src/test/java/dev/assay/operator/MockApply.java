package dev.assay.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.UncheckedIOException;

/** Makes the mock API server, which does not know server-side apply, replace the status that is applied. */
public final class MockApply implements Interceptor {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void before(BasicBuilder request, HttpRequest original, RequestTags tags) {
        String uri = original.uri().toString();
        if (original.method().equals("PATCH")
                && uri.contains("/status?")
                && uri.contains("force=")
                && request instanceof HttpRequest.Builder builder) {
            builder.patch("application/json-patch+json", replacing(original.bodyString()));
            // With a query, the mock server takes /status for a part of the name
            builder.uri(uri.substring(0, uri.indexOf('?')));
        }
    }

    private static String replacing(String applied) {
        try {
            JsonNode status = JSON.readTree(applied).get("status");
            JsonNode change = JSON.createObjectNode()
                    .put("op", "add")
                    .put("path", "/status")
                    .set("value", status);
            return JSON.writeValueAsString(JSON.createArrayNode().add(change));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
