package dev.assay.filter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of metadata as a query writes them: {@code base64(category):base64(value)} around the first colon (EM-10). Characters
 * outside of the alphabet are ignored (EM-11), padding is not optional (EM-13).
 */
public sealed interface EncodedMetadata {
    /** By category, in the order given. */
    record Pairs(Map<String, List<String>> byCategory) implements EncodedMetadata {}

    /** Some item is not a pair; the reason is a sentence for the caller. */
    record Unreadable(String reason) implements EncodedMetadata {}

    /** Characters that are stored of a category or a value (EM-03). */
    int LONGEST = 200;

    static EncodedMetadata read(List<String> items) {
        Map<String, List<String>> pairs = new LinkedHashMap<>();
        for (String item : items) {
            int colon = item.indexOf(':');
            if (colon < 0) {
                return new Unreadable(
                        "Invalid execution metadata format: '" + item + "'. Expected base64 encoded 'category:value'.");
            }
            String category = decode(item.substring(0, colon));
            String value = decode(item.substring(colon + 1));
            if (category == null || value == null) {
                return new Unreadable("Invalid base64 encoding in execution metadata: '" + item + "'.");
            }
            if (category.isEmpty() || value.isEmpty()) {
                return new Unreadable("Invalid execution metadata format: '" + item
                        + "'. Both category and value must be non-empty.");
            }
            if (isUnstorable(category) || isUnstorable(value)) {
                return new Unreadable("Invalid execution metadata: '" + item + "'. Category and value have at most "
                        + LONGEST + " characters and no NUL.");
            }
            pairs.computeIfAbsent(category, c -> new ArrayList<>()).add(value);
        }
        return new Pairs(pairs);
    }

    private static boolean isUnstorable(String text) {
        return text.codePointCount(0, text.length()) > LONGEST || text.indexOf('\0') >= 0;
    }

    /** Null for what is not base64 of UTF-8. The library's lenient decoder would do without padding; what follows it is ignored. */
    private static @Nullable String decode(String text) {
        String known = text.replaceAll("[^A-Za-z0-9+/=]", "");
        int end = known.indexOf('=') < 0 ? known.length() : known.indexOf('=');
        String digits = known.substring(0, end);
        long padding = known.substring(end).chars().takeWhile(c -> c == '=').count();
        int open = digits.length() % 4;
        if (open == 1 || (open > 0 && open + padding < 4)) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(digits)))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
