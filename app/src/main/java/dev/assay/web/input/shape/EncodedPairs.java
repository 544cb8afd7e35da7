package dev.assay.web.input.shape;

import dev.assay.web.input.Loc;
import dev.assay.web.input.Violations;
import io.micronaut.json.tree.JsonNode;
import io.swagger.v3.oas.models.media.Schema;
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
 * Lists of values by name as a query writes them: {@code base64(category):base64(value)} around the first colon (EM-10). Characters
 * outside the alphabet are ignored (EM-11); padding is required (EM-13).
 */
final class EncodedPairs extends Shape {
    /** The most characters that are stored of a category or a value (EM-03). */
    private static final int LONGEST = 200;

    private final Shape items = new Containers.Items(
            new Scalars.Text(0, Integer.MAX_VALUE, Integer.MAX_VALUE, false), Integer.MAX_VALUE, false);

    @Override
    Schema<?> describe(Schemas schemas) {
        return items.describe(schemas);
    }

    @Override
    Object wire(Object value) {
        return List.of();
    }

    @Override
    boolean takesAll() {
        return true;
    }

    @Override
    @Nullable
    Object read(JsonNode node, Loc loc, Violations violations) {
        if (!(items.read(node, loc, violations) instanceof List<?> texts)) {
            return null;
        }
        Map<String, List<String>> pairs = new LinkedHashMap<>();
        for (Object text : texts) {
            String mistake = read((String) text, pairs);
            if (mistake != null) {
                violations.say(mistake);
                break;
            }
        }
        return pairs;
    }

    /** Adds an item to the pairs; otherwise returns what is wrong with it. */
    private static @Nullable String read(String item, Map<String, List<String>> pairs) {
        int colon = item.indexOf(':');
        if (colon < 0) {
            return "Invalid execution metadata format: '" + item + "'. Expected base64 encoded 'category:value'.";
        }
        String category = decode(item.substring(0, colon));
        String value = decode(item.substring(colon + 1));
        if (category == null || value == null) {
            return "Invalid base64 encoding in execution metadata: '" + item + "'.";
        }
        if (category.isEmpty() || value.isEmpty()) {
            return "Invalid execution metadata format: '" + item + "'. Both category and value must be non-empty.";
        }
        if (isUnstorable(category) || isUnstorable(value)) {
            return "Invalid execution metadata: '" + item + "'. Category and value have at most " + LONGEST
                    + " characters and no NUL.";
        }
        pairs.computeIfAbsent(category, c -> new ArrayList<>()).add(value);
        return null;
    }

    private static boolean isUnstorable(String text) {
        return text.codePointCount(0, text.length()) > LONGEST || text.indexOf('\0') >= 0;
    }

    /**
     * Null for text that is not base64 of UTF-8. Text after the padding is ignored. The library's lenient decoder is not used
     * because it accepts missing padding.
     */
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
