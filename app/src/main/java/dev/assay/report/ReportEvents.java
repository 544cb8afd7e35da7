package dev.assay.report;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the events of an execution, which the database returns as a JSON array. */
@Singleton
record ReportEvents(JsonMapper json) {
    private static final Argument<List<Event>> LIST = Argument.listOf(Event.class);

    /** @param timestamp ISO 8601 */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ReportEvent")
    record Event(
            String eventName, @Schema(format = "date-time") String timestamp, String detail) {
        Event zoned() {
            return new Event(eventName, timestamp + "Z", detail);
        }
    }

    /** @param text a JSON array; null for none */
    List<Event> of(@Nullable String text) {
        try {
            return text == null ? List.of() : Objects.requireNonNull(json.readValue(text, LIST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
