package dev.assay.web.input.forgiving;

import dev.assay.web.input.Dialect;
import dev.assay.web.input.Loc;
import dev.assay.web.input.RefusedInput;
import dev.assay.web.input.Violation;
import dev.assay.web.input.Violations;
import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The dialect of v1, as the contract has it: CONV-07, CONV-17 to CONV-27 and ERR-02 to ERR-08. */
public final class Forgiving implements Dialect {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+(_\\d+)*(\\.0*)?");
    private static final String NOT_WHOLE = "Input should be a valid integer";
    private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1", "1.0");
    private static final Set<String> FALSE = Set.of("false", "f", "no", "n", "off", "0", "0.0");

    /** Whole numbers, also written as text, as an integral fraction or as a boolean (CONV-17, CONV-18). */
    @Override
    public @Nullable BigInteger whole(JsonNode node, Loc loc, Violations violations) {
        if (node.isBoolean()) {
            return node.getBooleanValue() ? BigInteger.ONE : BigInteger.ZERO;
        }
        if (node.isNumber()) {
            return whole(node.getBigDecimalValue(), node, loc, violations);
        }
        if (node.isString()) {
            String text = node.getStringValue().strip();
            if (text.length() < 400 && WHOLE.matcher(text).matches()) {
                int point = text.indexOf('.');
                return new BigInteger((point < 0 ? text : text.substring(0, point)).replace("_", ""));
            }
            violations.add(
                    Violation.of("int_parsing", loc, NOT_WHOLE + ", unable to parse string as an integer", node));
            return null;
        }
        violations.add(Violation.of("int_type", loc, NOT_WHOLE, node));
        return null;
    }

    private static @Nullable BigInteger whole(BigDecimal value, JsonNode node, Loc loc, Violations violations) {
        if (value.scale() < -400) {
            // 1e999999999 is a few bytes on the wire and gigabytes when written out
            violations.add(Violation.of("int_parsing_size", loc, NOT_WHOLE + ", exceeded maximum size", node));
            return null;
        }
        if (value.signum() != 0 && value.stripTrailingZeros().scale() > 0) {
            violations.add(
                    Violation.of("int_from_float", loc, NOT_WHOLE + ", got a number with a fractional part", node));
            return null;
        }
        return value.toBigInteger();
    }

    /** CONV-20. */
    @Override
    public @Nullable Boolean flag(JsonNode node, Loc loc, Violations violations) {
        if (node.isBoolean()) {
            return node.getBooleanValue();
        }
        if (node.isString() || node.isNumber()) {
            String text = node.coerceStringValue().toLowerCase(Locale.ROOT);
            if (TRUE.contains(text) || FALSE.contains(text)) {
                return TRUE.contains(text);
            }
            violations.add(Violation.of(
                    "bool_parsing", loc, "Input should be a valid boolean, unable to interpret input", node));
            return null;
        }
        violations.add(Violation.of("bool_type", loc, "Input should be a valid boolean", node));
        return null;
    }

    /** CONV-23, CONV-24. */
    @Override
    public @Nullable LocalDateTime moment(JsonNode node, Loc loc, Violations violations) {
        if (!node.isString() && !node.isNumber()) {
            violations.add(Violation.of("datetime_type", loc, "Input should be a valid datetime", node));
            return null;
        }
        try {
            return Timestamps.parse(node.isNumber() ? plain(node.getBigDecimalValue()) : node.getStringValue());
        } catch (RefusedInput e) {
            boolean text = node.isString();
            violations.add(Violation.of(
                    text ? "datetime_from_date_parsing" : "datetime_parsing",
                    loc,
                    "Input should be a valid datetime" + (text ? " or date, " : ", ") + e.reason(),
                    node,
                    Map.of("error", e.reason())));
            return null;
        }
    }

    /** Without an exponent, except for a number that cannot be a time in any year: it would be long. */
    private static String plain(BigDecimal number) {
        return Math.abs(number.scale()) > 30 || number.precision() > 60 ? number.toString() : number.toPlainString();
    }

    /** Unknown names are ignored (CONV-07). */
    @Override
    public void unknown(
            String kind,
            Supplier<Collection<String>> found,
            Collection<String> known,
            UnaryOperator<String> advice,
            Loc loc,
            Violations violations) {}

    @Override
    public Violation missing(Loc loc, JsonNode enclosing) {
        return Violation.of("missing", loc, "Field required", enclosing);
    }

    @Override
    public Violation wrongKind(Kind kind, Loc loc, JsonNode node) {
        return switch (kind) {
            case TEXT -> Violation.of("string_type", loc, "Input should be a valid string", node);
            case URL -> Violation.of("url_type", loc, "URL input should be a string or URL", node);
            case LIST -> Violation.of("list_type", loc, "Input should be a valid list", node);
            case SET -> Violation.of("set_type", loc, "Input should be a valid set", node);
            case MAP -> Violation.of("dict_type", loc, "Input should be a valid dictionary", node);
            case OBJECT ->
                Violation.of(
                        "model_attributes_type",
                        loc,
                        "Input should be a valid dictionary or object to extract fields from",
                        node);
        };
    }

    @Override
    public Violation beyond(Limit limit, long value, Loc loc, JsonNode node) {
        String characters = value + (value == 1 ? " character" : " characters");
        return switch (limit) {
            case SHORTEST_TEXT ->
                Violation.of(
                        "string_too_short",
                        loc,
                        "String should have at least " + characters,
                        node,
                        Map.of("min_length", value));
            case LONGEST_TEXT ->
                Violation.of(
                        "string_too_long",
                        loc,
                        "String should have at most " + characters,
                        node,
                        Map.of("max_length", value));
            case LONGEST_TEXT_IN_BYTES ->
                Violation.of(
                        "bytes_too_long",
                        loc,
                        "String should have at most " + value + " bytes in UTF-8",
                        node,
                        Map.of("max_length", value));
            case LONGEST_URL ->
                Violation.of(
                        "url_too_long",
                        loc,
                        "URL should have at most " + value + " characters",
                        node,
                        Map.of("max_length", value));
            case LONGEST_LIST ->
                Violation.of(
                        "too_long",
                        loc,
                        "List should have at most " + value + " items after validation, not " + node.size(),
                        node,
                        Map.of("field_type", "List", "max_length", value, "actual_length", node.size()));
            case SMALLEST_NUMBER ->
                Violation.of(
                        "greater_than_equal",
                        loc,
                        "Input should be greater than or equal to " + value,
                        node,
                        Map.of("ge", value));
            case LARGEST_NUMBER ->
                Violation.of(
                        "less_than_equal",
                        loc,
                        "Input should be less than or equal to " + value,
                        node,
                        Map.of("le", value));
        };
    }

    /** A literal in addition to the enumeration makes a second error (TE-PATCH-02). */
    @Override
    public void notListed(
            List<String> values, @Nullable Literal literal, Loc loc, JsonNode node, Violations violations) {
        if (literal == null) {
            violations.add(expected("enum", listed(values), loc, node));
            return;
        }
        String only = "'" + literal.value() + "'";
        violations.add(expected("enum", listed(values), loc.then("str-enum[" + literal.enumName() + "]"), node));
        violations.add(expected("literal_error", only, loc.then("literal[" + only + "]"), node));
    }

    private static Violation expected(String type, String expected, Loc loc, JsonNode node) {
        return Violation.of(type, loc, "Input should be " + expected, node, Map.of("expected", expected));
    }

    /** {@code 'a', 'b' or 'c'}. */
    private static String listed(List<String> values) {
        List<String> quoted = values.stream().map(v -> "'" + v + "'").toList();
        int last = quoted.size() - 1;
        return last < 1
                ? String.join("", quoted)
                : String.join(", ", quoted.subList(0, last)) + " or " + quoted.get(last);
    }

    /**
     * The value is wrong by each of its forms, and there is an error for each (ERR-03). In a query it is a list of ids, of {@code
     * any} or of {@code none}; in JSON it is a list of ids or one of the words.
     */
    @Override
    public void notPresence(boolean inQuery, Loc loc, JsonNode node, Violations violations) {
        Loc ids = loc.then("list[int]");
        if (node.isArray()) {
            int index = 0;
            for (JsonNode value : node.values()) {
                whole(value, ids.then(index++), violations);
            }
        } else {
            violations.add(wrongKind(Kind.LIST, ids, node));
        }
        if (inQuery) {
            notAll("any", loc, node, violations);
            notAll("none", loc, node, violations);
        } else {
            violations.add(expected("enum", "'any' or 'none'", loc.then("str-enum[QueryValue]"), node));
        }
    }

    private static void notAll(String word, Loc loc, JsonNode node, Violations violations) {
        String literal = "<QueryValue." + word.toUpperCase(Locale.ROOT) + ": '" + word + "'>";
        int index = 0;
        for (JsonNode value : node.values()) {
            if (!value.isString() || !value.getStringValue().equals(word)) {
                violations.add(expected(
                        "literal_error",
                        literal,
                        loc.then("list[literal[" + literal + "]]").then(index),
                        value));
            }
            index++;
        }
    }

    @Override
    public Violation notTagged(String member, Collection<String> tags, Loc loc, JsonNode node) {
        JsonNode tag = node.get(member);
        String quoted = "'" + member + "'";
        if (tag == null) {
            return Violation.of(
                    "union_tag_not_found",
                    loc,
                    "Unable to extract tag using discriminator " + quoted,
                    node,
                    Map.of("discriminator", quoted));
        }
        String found = tag.isNull()
                ? "None"
                : tag.isValueNode() ? Violation.repeated(tag.coerceStringValue(), Violation.LONGEST_ECHO) : "an object";
        String expected =
                String.join(", ", tags.stream().map(t -> "'" + t + "'").toList());
        return Violation.of(
                "union_tag_invalid",
                loc,
                "Input tag '" + found + "' found using " + quoted + " does not match any of the expected tags: "
                        + expected,
                node,
                Map.of("discriminator", quoted, "tag", found, "expected_tags", expected));
    }

    @Override
    public Violation notUrl(@Nullable String reason, Loc loc, JsonNode node) {
        return reason == null
                ? Violation.of(
                        "url_scheme",
                        loc,
                        "URL scheme should be 'http' or 'https'",
                        node,
                        Map.of("expected_schemes", "'http' or 'https'"))
                : Violation.of(
                        "url_parsing", loc, "Input should be a valid URL, " + reason, node, Map.of("error", reason));
    }

    /** CONV-21. */
    @Override
    public Violation hasNul(Loc loc, JsonNode node) {
        JsonNode shown = JsonNode.createStringNode(node.getStringValue().replace('\0', ' '));
        return refused("a NUL character cannot be stored; remove it", loc, shown);
    }

    @Override
    public Violation notUnicode(Loc loc) {
        return Violation.of(
                "string_unicode",
                loc,
                "Input should be a valid string, unable to parse raw data as a unicode string",
                JsonNode.nullNode());
    }

    @Override
    public Violation refused(String reason, Loc loc, JsonNode node) {
        return Violation.of("value_error", loc, "Value error, " + reason, node, Map.of("error", Map.of()));
    }

    @Override
    public Violation noJson(long offset) {
        return brokenJson(offset, "Expecting value");
    }

    @Override
    public Violation moreJson(long offset) {
        return brokenJson(offset, "Extra data");
    }

    /** ERR-08. */
    @Override
    public Violation brokenJson(long offset, String reason) {
        return Violation.of(
                "json_invalid",
                Loc.of("body").then(offset),
                "JSON decode error",
                JsonNode.createObjectNode(Map.of()),
                Map.of("error", reason));
    }
}
