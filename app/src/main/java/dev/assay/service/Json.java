package dev.assay.service;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a tree of maps and lists; what is absent is empty. */
final class Json {
    private Json() {}

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(@Nullable Object node) {
        return node == null ? Map.of() : (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(@Nullable Object node) {
        return node == null ? List.of() : (List<Object>) node;
    }
}
