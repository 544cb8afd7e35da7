package dev.assay.identity.workload;

import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Flattens a token's claims to texts, so that conditions can compare them. */
final class Claims {
    private Claims() {}

    /**
     * Texts, numbers and booleans become texts; lists become several values. The name of a member of an object is the object's
     * name, a slash, and its own name. If two claims get the same name, the outer one is used. Values that the database cannot
     * store are left out, because conditions cannot contain them.
     */
    static Map<String, List<String>> flat(Map<String, Object> claims) {
        Map<String, List<String>> flat = new LinkedHashMap<>();
        add("", claims, flat);
        return flat;
    }

    private static void add(String prefix, Map<?, ?> claims, Map<String, List<String>> flat) {
        claims.forEach((name, value) -> {
            String whole = prefix + name;
            List<String> texts = texts(value);
            if (!texts.isEmpty() && isStorable(whole)) {
                flat.putIfAbsent(whole, texts);
            }
        });
        claims.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner) {
                add(prefix + name + "/", inner, flat);
            }
        });
    }

    private static List<String> texts(@Nullable Object value) {
        List<String> texts = new ArrayList<>();
        for (Object one : value instanceof Collection<?> several ? several : Collections.singletonList(value)) {
            if (one instanceof String || one instanceof Number || one instanceof Boolean) {
                texts.add(String.valueOf(one));
            }
        }
        texts.removeIf(text -> !isStorable(text));
        return texts;
    }

    private static boolean isStorable(String text) {
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        return text.indexOf('\0') < 0 && encoder.canEncode(text);
    }
}
