package dev.assay.execution.v1;

import dev.assay.execution.Event;
import dev.assay.web.Timestamp;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** An event that an agent reported while a test ran, in requests and responses (TE-STATUS-01). */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "Event")
record EventItem(String eventName, LocalDateTime timestamp, String detail) {
    static EventItem from(Event event) {
        return new EventItem(event.name(), Timestamp.naive(event.at()), event.detail());
    }

    Event event() {
        return new Event(eventName, timestamp.toInstant(ZoneOffset.UTC), detail);
    }
}
