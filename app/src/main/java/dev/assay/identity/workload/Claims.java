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

/** What a token says, laid flat: conditions compare texts. */
final class Claims {
    private Claims() {}

    /**
     * Text, numbers and booleans as text, lists as several values; what stands in an object gets the object's name before its
     * own, and a slash. Of two claims that get one name so, the outer counts. What the database cannot hold is left out: no
     * condition can name it.
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
