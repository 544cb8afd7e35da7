package dev.assay.service;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.media.Schema;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says what the properties of requests and answers mean that have no text of their own: by schema and name, otherwise by name alone,
 * because one name means the same in most schemas.
 */
final class PropertyTexts {
    private static final String RESOURCE = "properties.properties";

    private final Properties texts = new Properties();
    private final TreeSet<String> used = new TreeSet<>();

    PropertyTexts() {
        try (var in = new InputStreamReader(
                Objects.requireNonNull(PropertyTexts.class.getResourceAsStream(RESOURCE)), StandardCharsets.UTF_8)) {
            texts.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void complete(Components components) {
        components.getSchemas().forEach(this::complete);
    }

    /** The entries that no property needed. */
    TreeSet<String> unused() {
        TreeSet<String> unused = new TreeSet<>(texts.stringPropertyNames());
        unused.removeAll(used);
        return unused;
    }

    private void complete(String name, @Nullable Schema<?> schema) {
        if (schema == null) {
            return;
        }
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((property, value) -> {
                if (value.getDescription() == null) {
                    text(name, property).ifPresent(value::setDescription);
                }
                complete(name, value);
            });
        }
        complete(name, schema.getItems());
    }

    private Optional<String> text(String schema, String property) {
        String key = texts.containsKey(schema + "." + property) ? schema + "." + property : property;
        used.add(key);
        return Optional.ofNullable(texts.getProperty(key));
    }
}
