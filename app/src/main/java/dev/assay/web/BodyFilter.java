package dev.assay.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.assay.platform.Gunzip;
import dev.assay.web.input.Caps;
import dev.assay.web.input.InvalidInput;
import dev.assay.web.input.Violation;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.body.CloseableAvailableByteBody;
import io.micronaut.http.server.HttpServerConfiguration;
import io.micronaut.jackson.core.tree.JsonNodeTreeCodec;
import io.micronaut.json.JsonStreamConfig;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON body of a route that takes one, before anybody asks who is calling (CONV-34 step 2): not UTF-8 is 400,
 * no JSON is 422 {@code json_invalid}. A body of another media type is kept as text and fails validation later (CONV-09).
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class BodyFilter implements Ordered {
    static final String BODY = "assay.body";
    /** Numbers as they are written: a double would make 1e-999 a zero and 1e999 no number at all. */
    private static final JsonNodeTreeCodec TREE =
            JsonNodeTreeCodec.getInstance().withConfig(JsonStreamConfig.DEFAULT.withUseBigDecimalForFloats(true));

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Caps.NESTING)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .configure(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS, false)
            .build();

    private final Gunzip.Limits limits;

    BodyFilter(HttpServerConfiguration server) {
        this.limits = new Gunzip.Limits(server.getMaxRequestBufferSize(), Integer.MAX_VALUE);
    }

    @Override
    public int getOrder() {
        return FilterOrder.BODY_SYNTAX;
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void read(HttpRequest<?> request) {
        if (!RouteInput.of(request).map(RouteInput::takesBody).orElse(false)) {
            return;
        }
        String text = text(bytes((ServerHttpRequest<?>) request));
        if (text.isEmpty()) {
            return;
        }
        JsonNode body = isJson(request) ? json(text) : JsonNode.createStringNode(text);
        request.setAttribute(BODY, body);
    }

    static @Nullable JsonNode body(HttpRequest<?> request) {
        return request.getAttribute(BODY, JsonNode.class).orElse(null);
    }

    private static boolean isJson(HttpRequest<?> request) {
        Optional<MediaType> type = request.getContentType();
        return type.map(t -> t.getName().toLowerCase(Locale.ROOT))
                .filter(name ->
                        name.equals("application/json") || (name.startsWith("application/") && name.endsWith("+json")))
                .isPresent();
    }

    private byte[] bytes(ServerHttpRequest<?> request) {
        try (CloseableAvailableByteBody body = request.byteBody().buffer().get()) {
            byte[] bytes = body.toByteArray();
            return ContentEncoding.isGzip(request) ? unpacked(bytes) : bytes;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new Fault(HttpStatus.BAD_REQUEST, "The body ended early", "Send it again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(HttpStatus.SERVICE_UNAVAILABLE, "The server is stopping", "Send it again");
        }
    }

    private byte[] unpacked(byte[] bytes) {
        try (InputStream gunzip = new Gunzip(new ByteArrayInputStream(bytes), limits)) {
            return gunzip.readAllBytes();
        } catch (Gunzip.TooLarge | Gunzip.TooDense e) {
            throw new Fault(
                    HttpStatus.REQUEST_ENTITY_TOO_LARGE,
                    "The body unpacks to more than %,d bytes".formatted(limits.bytes()),
                    "Send it in smaller parts; limits are at /v2/limits");
        } catch (IOException e) {
            throw Fault.badRequest("The body is damaged gzip: " + e.getMessage(), "Pack it again, or send it as it is");
        }
    }

    private static String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Fault(HttpStatus.BAD_REQUEST, "There was an error parsing the body", "Send UTF-8 text");
        }
    }

    private static JsonNode json(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                throw syntax(text.length(), "Expecting value");
            }
            JsonNode node = TREE.readTree(parser);
            if (parser.nextToken() != null) {
                throw syntax(parser.currentTokenLocation().getCharOffset(), "Extra data");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw syntax(e.getLocation() == null ? 0 : e.getLocation().getCharOffset(), e.getOriginalMessage());
        } catch (IOException e) {
            throw syntax(0, String.valueOf(e.getMessage()));
        }
    }

    private static InvalidInput syntax(long offset, String reason) {
        return new InvalidInput(List.of(Violation.syntax(Math.max(0, offset), reason)));
    }
}
