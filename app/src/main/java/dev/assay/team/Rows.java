package dev.assay.team;

import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Makes of rows, which are JSON, what is shown. */
@Singleton
class Rows {
    private final JsonMapper json;

    Rows(JsonMapper json) {
        this.json = json;
    }

    <T> List<T> parse(List<String> rows, Class<T> type) {
        return rows.stream().map(row -> parse(row, type)).toList();
    }

    <T> T parse(String row, Class<T> type) {
        try {
            return Objects.requireNonNull(json.readValue(row, type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
