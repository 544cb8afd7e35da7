package dev.assay.collect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.assay.collect.ApiReply.Cause;
import dev.assay.collect.ApiReply.Done;
import dev.assay.collect.ApiReply.Later;
import dev.assay.collect.ApiReply.Refused;
import dev.assay.outbound.Http;
import dev.assay.outbound.Outbound;
import dev.assay.outbound.Request;
import dev.assay.outbound.Response;
import dev.assay.platform.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends the requests of a collector to the API, one at a time. */
final class Api {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST = 16 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** In bytes per second: a slower upload counts as hanging. */
    private static final long SLOWEST = 256 << 10;

    private final String base;
    private final CollectSettings.Credential credential;
    private final Supplier<Duration> left;
    private final Http http;

    /** @param left gives the time that is left; no request lasts longer */
    Api(CollectSettings settings, Supplier<Duration> left) {
        this.left = left;
        this.base = settings.api().toString().replaceAll("/+$", "");
        this.credential = settings.credential();
        this.http = Outbound.of(settings.environment()).toSetting(PATIENCE, LONGEST);
    }

    /** The address of the execution, for people. */
    String url(int execution) {
        return base + "/v1/test-executions/" + execution;
    }

    ApiReply start(String body) throws InterruptedException {
        return send(json("PUT", "/v1/test-executions/start-test", body));
    }

    /**
     * Adds metadata to the execution.
     *
     * @param status also ends the execution: {@code COMPLETED} gives it the status of its results; null to not end it
     */
    ApiReply patch(int execution, @Nullable String status, Map<String, List<String>> metadata)
            throws InterruptedException {
        String body = write(json -> {
            json.writeStartObject();
            if (status != null) {
                json.writeStringField("status", status);
            }
            json.writeObjectFieldStart("execution_metadata");
            for (Map.Entry<String, List<String>> category : metadata.entrySet()) {
                json.writeArrayFieldStart(category.getKey());
                for (String value : category.getValue()) {
                    json.writeString(value);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
            json.writeEndObject();
        });
        return send(json("PATCH", "/v1/test-executions/" + execution, body));
    }

    ApiReply upload(String query, long size, Supplier<InputStream> content) throws InterruptedException {
        Request request = new Request("POST", uri("/v2/uploads?" + query), Map.of(), new Request.Body(size, content));
        return send(request, patience(size));
    }

    ApiReply event(int execution, Entry event, String detail) throws InterruptedException {
        String body = write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("events");
            json.writeStartObject();
            json.writeStringField("event_name", event.name());
            json.writeStringField("timestamp", event.time());
            json.writeStringField("detail", detail);
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        });
        return send(json("POST", "/v1/test-executions/" + execution + "/status_update", body));
    }

    /** True if the execution has the event; false also if that cannot be found out. */
    boolean hasEvent(int execution, Entry event, String detail) throws InterruptedException {
        if (!(send(get("/v1/test-executions/" + execution + "/status_update")) instanceof Done(String body))) {
            return false;
        }
        try (JsonParser json = JSON.createParser(body)) {
            return hasEvent(json, event, detail);
        } catch (IOException | DateTimeException e) {
            return false;
        }
    }

    private static boolean hasEvent(JsonParser json, Entry event, String detail) throws IOException {
        LocalDateTime time = LocalDateTime.parse(event.time());
        boolean name = false;
        boolean moment = false;
        boolean text = false;
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                name = moment = text = false;
            } else if (token == JsonToken.END_OBJECT) {
                if (name && moment && text) {
                    return true;
                }
            } else if (token == JsonToken.VALUE_STRING) {
                switch (json.currentName()) {
                    case "event_name" -> name = json.getText().equals(event.name());
                    case "timestamp" ->
                        moment = LocalDateTime.parse(json.getText().replace("Z", ""))
                                .equals(time);
                    case "detail" -> text = json.getText().equals(detail);
                    default -> {}
                }
            }
        }
        return false;
    }

    /** A limit of the server, by name; empty if the server does not say. */
    Optional<Long> limit(String name) throws InterruptedException {
        return send(get("/v2/limits")) instanceof Done(String body) ? number(body, name) : Optional.empty();
    }

    /** Reads the number of that name from a JSON object. */
    static Optional<Long> number(String body, String name) {
        try (JsonParser json = JSON.createParser(body)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_NUMBER_INT && name.equals(json.currentName())) {
                    return Optional.of(json.getLongValue());
                }
            }
        } catch (IOException e) {
            // The answer is not JSON, so it does not come from an API
        }
        return Optional.empty();
    }

    private ApiReply send(Request request) throws InterruptedException {
        return send(request, patience(0));
    }

    private ApiReply send(Request request, Duration patience) throws InterruptedException {
        try {
            return answer(http.send(authorized(request), patience));
        } catch (ConnectException | SocketTimeoutException e) {
            return new Later("No connection to " + base, Cause.API, null);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return new Later("No answer from " + base + ": " + e, Cause.REQUEST, null);
        } catch (UncheckedIOException e) {
            return new Later("Cannot be sent: " + e.getCause(), Cause.REQUEST, null);
        }
    }

    private static ApiReply answer(Response response) {
        int status = response.status();
        String body = response.text();
        String why = status + " " + words(body);
        Duration after = response.retryAfter().orElse(null);
        return switch (status) {
            case 200, 201, 204 -> new Done(body);
            // It cannot be read, its ci_link belongs to something else, or it is too large: trying again does not help
            case 400, 409, 413, 415 -> new Refused(why);
            case 408, 425, 429, 503 -> new Later(why, Cause.API, after);
            // A wrong setting is 422, too
            case 422 ->
                body.contains("/problems/unreadable-report") ? new Refused(why) : new Later(why, Cause.SETTINGS, after);
            default -> new Later(why, status >= 500 ? Cause.REQUEST : Cause.SETTINGS, after);
        };
    }

    /** The text of a problem (RFC 9457), or the beginning of any other body. */
    private static String words(String body) {
        StringBuilder words = new StringBuilder();
        try (JsonParser json = JSON.createParser(body)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING
                        && List.of("detail", "hint", "msg", "message").contains(String.valueOf(json.currentName()))) {
                    words.append(words.isEmpty() ? "" : " ").append(json.getText());
                }
            }
        } catch (IOException e) {
            // Not JSON
        }
        String text = words.isEmpty() ? body : words.toString();
        return text.length() > 1_000 ? text.substring(0, 1_000) + "…" : text;
    }

    private Request json(String method, String path, String body) {
        return Request.of(method, uri(path), "application/json", body);
    }

    private Request get(String path) {
        return Request.get(uri(path));
    }

    private URI uri(String path) {
        return URI.create(base + path);
    }

    private Request authorized(Request request) {
        String token = token();
        Request known = request.with("User-Agent", "assay-collect/" + Version.current());
        return token.isEmpty() ? known : known.with("Authorization", "Bearer " + token);
    }

    private Duration patience(long size) {
        Duration patience = PATIENCE.plusSeconds(size / SLOWEST);
        Duration most = left.get();
        return patience.compareTo(most) < 0 ? patience : most;
    }

    private String token() {
        String key = credential.key();
        if (key != null) {
            return key;
        }
        try {
            return Files.readString(credential.tokenFile()).strip();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes JSON. */
    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private static String write(Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
