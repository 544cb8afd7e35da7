package dev.assay.web.input.shape;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.assay.platform.IndexedText;
import dev.assay.web.input.Caps;
import dev.assay.web.input.Input;
import dev.assay.web.input.Loc;
import dev.assay.web.input.Refused;
import dev.assay.web.input.Violation;
import dev.assay.web.input.Violations;
import dev.assay.web.input.WebUrl;
import io.micronaut.json.tree.JsonNode;
import java.lang.reflect.Constructor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Shapes of single values. Rules: CONV-16 to CONV-27. */
final class Scalars {
    private Scalars() {}

    /**
     * Text, never trimmed; a character PostgreSQL cannot store is refused (CONV-21). Lengths in code points, and in
     * bytes where an index of the database covers the text.
     */
    static final class Text extends Shape {
        private final int min;
        private final int max;
        private final int bytes;
        private final boolean looseUrl;

        Text(int min, int max, int bytes, boolean looseUrl) {
            this.min = min;
            this.max = max;
            this.bytes = bytes;
            this.looseUrl = looseUrl;
        }

        @Override
        Map<String, Object> describe(Schemas schemas) {
            Map<String, Object> schema = Schemas.type("string");
            if (looseUrl) {
                schema.put("format", "uri");
            }
            if (min > 0) {
                schema.put("minLength", min);
            }
            if (max < Integer.MAX_VALUE) {
                schema.put("maxLength", max);
            }
            if (bytes < Integer.MAX_VALUE) {
                schema.put("description", "At most " + bytes + " bytes in UTF-8.");
            }
            return schema;
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            if (!node.isString()) {
                violations.add(
                        looseUrl
                                ? Violation.of("url_type", loc, "URL input should be a string or URL", node)
                                : Violation.of("string_type", loc, "Input should be a valid string", node));
                return null;
            }
            String text = node.getStringValue();
            Violation problem = problem(text, loc, node);
            if (problem != null) {
                violations.add(problem);
                return null;
            }
            return text;
        }

        private @Nullable Violation problem(String text, Loc loc, JsonNode node) {
            int length = text.length();
            if (length > max) {
                length = text.codePointCount(0, text.length());
            }
            if (length < min) {
                return Violation.of(
                        "string_too_short",
                        loc,
                        "String should have at least " + min + (min == 1 ? " character" : " characters"),
                        node,
                        Map.of("min_length", min));
            }
            if (length > max) {
                return Violation.of(
                        "string_too_long",
                        loc,
                        "String should have at most " + max + (max == 1 ? " character" : " characters"),
                        node,
                        Map.of("max_length", max));
            }
            if (!IndexedText.fits(text, bytes)) {
                return Violation.of(
                        "bytes_too_long",
                        loc,
                        "String should have at most " + bytes + " bytes in UTF-8",
                        node,
                        Map.of("max_length", bytes));
            }
            return unstorable(text, loc, node);
        }

        static @Nullable Violation unstorable(String text, Loc loc, JsonNode node) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == 0) {
                    return Violation.value(
                            loc,
                            "a NUL character cannot be stored; remove it",
                            JsonNode.createStringNode(text.replace('\0', ' ')));
                }
                if (Character.isSurrogate(c)) {
                    if (Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        i++;
                    } else {
                        return Violation.of(
                                "string_unicode",
                                loc,
                                "Input should be a valid string, unable to parse raw data as a unicode string",
                                JsonNode.nullNode());
                    }
                }
            }
            return null;
        }
    }

    /**
     * Whole numbers, also written as text, as an integral fraction or as a boolean (CONV-17, CONV-18). An {@code int} is
     * stored, so what does not fit is refused; a {@code long} is an id, and one out of range is simply nobody's (CONV-19).
     */
    static final class Whole extends Shape {
        private static final Pattern FORM = Pattern.compile("[+-]?\\d+(_\\d+)*(\\.0*)?");
        private static final String MESSAGE = "Input should be a valid integer";
        private final long min;
        private final long max;
        private final boolean id;

        Whole(long min, long max, boolean id) {
            this.min = min;
            this.max = max;
            this.id = id;
        }

        @Override
        Map<String, Object> describe(Schemas schemas) {
            Map<String, Object> schema = Schemas.type("integer");
            if (!id) {
                schema.put("minimum", min);
                schema.put("maximum", max);
            }
            return schema;
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            BigInteger number = number(node, loc, violations);
            if (number == null) {
                return null;
            }
            if (id) {
                return number.bitLength() < 63 ? (Object) number.longValue() : (Object) Long.MIN_VALUE;
            }
            if (number.compareTo(BigInteger.valueOf(min)) < 0) {
                violations.add(Violation.of(
                        "greater_than_equal",
                        loc,
                        "Input should be greater than or equal to " + min,
                        node,
                        Map.of("ge", min)));
                return null;
            }
            if (number.compareTo(BigInteger.valueOf(max)) > 0) {
                violations.add(Violation.of(
                        "less_than_equal",
                        loc,
                        "Input should be less than or equal to " + max,
                        node,
                        Map.of("le", max)));
                return null;
            }
            return number.intValueExact();
        }

        private static @Nullable BigInteger number(JsonNode node, Loc loc, Violations violations) {
            if (node.isBoolean()) {
                return node.getBooleanValue() ? BigInteger.ONE : BigInteger.ZERO;
            }
            if (node.isNumber()) {
                BigDecimal value = node.getBigDecimalValue();
                if (value.scale() < -400) {
                    // 1e999999999 is a few bytes on the wire and gigabytes when written out
                    violations.add(Violation.of("int_parsing_size", loc, MESSAGE + ", exceeded maximum size", node));
                    return null;
                }
                if (value.signum() != 0 && value.stripTrailingZeros().scale() > 0) {
                    violations.add(Violation.of(
                            "int_from_float", loc, MESSAGE + ", got a number with a fractional part", node));
                    return null;
                }
                return value.toBigInteger();
            }
            if (node.isString()) {
                String text = node.getStringValue().strip();
                if (text.length() < 400 && FORM.matcher(text).matches()) {
                    int point = text.indexOf('.');
                    return new BigInteger((point < 0 ? text : text.substring(0, point)).replace("_", ""));
                }
                violations.add(
                        Violation.of("int_parsing", loc, MESSAGE + ", unable to parse string as an integer", node));
                return null;
            }
            violations.add(Violation.of("int_type", loc, MESSAGE, node));
            return null;
        }
    }

    /** CONV-20. */
    static final class Flag extends Shape {
        private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1");
        private static final Set<String> FALSE = Set.of("false", "f", "no", "n", "off", "0");

        @Override
        Map<String, Object> describe(Schemas schemas) {
            return Schemas.type("boolean");
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            if (node.isBoolean()) {
                return node.getBooleanValue();
            }
            if (node.isString() || node.isNumber()) {
                String text = node.coerceStringValue().toLowerCase(Locale.ROOT);
                if (TRUE.contains(text) || text.equals("1.0")) {
                    return true;
                }
                if (FALSE.contains(text) || text.equals("0.0")) {
                    return false;
                }
                violations.add(Violation.of(
                        "bool_parsing", loc, "Input should be a valid boolean, unable to interpret input", node));
                return null;
            }
            violations.add(Violation.of("bool_type", loc, "Input should be a valid boolean", node));
            return null;
        }
    }

    /**
     * One of the wire values of an enum, exactly (CONV-27), without those that JSON ignores; a literal in addition to the enum makes
     * a second error (TE-PATCH-02).
     */
    static final class Choice extends Shape {
        private final Map<String, Object> constants = new LinkedHashMap<>();
        private final String expected;
        private final @Nullable String literal;
        private final @Nullable String enumName;
        private final Class<?> type;

        Choice(Class<?> type) {
            this.type = type;
            String beside = null;
            String enumBeside = null;
            for (Object constant : type.getEnumConstants()) {
                Enum<?> e = (Enum<?>) constant;
                if (Shapes.field(e).isAnnotationPresent(JsonIgnore.class)) {
                    continue;
                }
                String wire = Shapes.wireName(e);
                constants.put(wire, constant);
                Input.LiteralBeside marked = Shapes.field(e).getAnnotation(Input.LiteralBeside.class);
                if (marked != null) {
                    beside = wire;
                    enumBeside = marked.of();
                }
            }
            literal = beside;
            enumName = enumBeside;
            expected = Shapes.listed(
                    constants.keySet().stream().filter(v -> !v.equals(literal)).toList());
        }

        @Override
        Map<String, Object> describe(Schemas schemas) {
            return schemas.component(type, () -> {
                Map<String, Object> schema = Schemas.type("string");
                schema.put("enum", List.copyOf(constants.keySet()));
                return schema;
            });
        }

        @Override
        Object wire(Object value) {
            return Shapes.wireName((Enum<?>) value);
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            Object constant = node.isString() ? constants.get(node.getStringValue()) : null;
            if (constant != null) {
                return constant;
            }
            Loc at = literal == null ? loc : loc.then("str-enum[" + enumName + "]");
            violations.add(Violation.of("enum", at, "Input should be " + expected, node, Map.of("expected", expected)));
            if (literal != null) {
                String only = "'" + literal + "'";
                violations.add(Violation.of(
                        "literal_error",
                        loc.then("literal[" + only + "]"),
                        "Input should be " + only,
                        node,
                        Map.of("expected", only)));
            }
            return null;
        }
    }

    /** A point in time, also as naive UTC (CONV-23, CONV-24). */
    static final class Moment extends Shape {
        private final boolean naive;

        Moment(boolean naive) {
            this.naive = naive;
        }

        @Override
        Map<String, Object> describe(Schemas schemas) {
            Map<String, Object> schema = Schemas.type("string");
            schema.put("format", "date-time");
            return schema;
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            if (!node.isString() && !node.isNumber()) {
                violations.add(Violation.of("datetime_type", loc, "Input should be a valid datetime", node));
                return null;
            }
            try {
                LocalDateTime read =
                        Timestamps.parse(node.isNumber() ? plain(node.getBigDecimalValue()) : node.getStringValue());
                return naive ? read : read.toInstant(ZoneOffset.UTC);
            } catch (Refused e) {
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
    }

    /** Without exponent; a number that has no place among the years is not written out. */
    private static String plain(BigDecimal number) {
        return Math.abs(number.scale()) > 30 || number.precision() > 60 ? number.toString() : number.toPlainString();
    }

    /** An absolute http or https URL, as its normal form (CONV-26). */
    static final class Link extends Shape {
        private final int longestStored;

        Link(int longestStored) {
            this.longestStored = longestStored;
        }

        @Override
        Map<String, Object> describe(Schemas schemas) {
            Map<String, Object> schema = Schemas.type("string");
            schema.put("format", "uri");
            schema.put("minLength", 1);
            schema.put("maxLength", Math.min(longestStored, Caps.URL_CHARACTERS));
            return schema;
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            if (!node.isString()) {
                violations.add(Violation.of("url_type", loc, "URL input should be a string or URL", node));
                return null;
            }
            String text = node.getStringValue();
            if (text.length() > Caps.URL_CHARACTERS) {
                violations.add(Violation.of(
                        "url_too_long",
                        loc,
                        "URL should have at most " + Caps.URL_CHARACTERS + " characters",
                        node,
                        Map.of("max_length", Caps.URL_CHARACTERS)));
                return null;
            }
            return switch (WebUrl.parse(text)) {
                case WebUrl.Normal(String url)
                when url.length() > longestStored -> {
                    violations.add(Violation.of(
                            "string_too_long",
                            loc,
                            "String should have at most " + longestStored + " characters",
                            node,
                            Map.of("max_length", longestStored)));
                    yield null;
                }
                case WebUrl.Normal(String url) -> {
                    Violation unstorable = Text.unstorable(url, loc, node);
                    if (unstorable != null) {
                        violations.add(unstorable);
                        yield null;
                    }
                    yield url;
                }
                case WebUrl.OtherScheme() -> {
                    violations.add(Violation.of(
                            "url_scheme",
                            loc,
                            "URL scheme should be 'http' or 'https'",
                            node,
                            Map.of("expected_schemes", "'http' or 'https'")));
                    yield null;
                }
                case WebUrl.Broken(String reason) -> {
                    violations.add(Violation.of(
                            "url_parsing",
                            loc,
                            "Input should be a valid URL, " + reason,
                            node,
                            Map.of("error", reason)));
                    yield null;
                }
            };
        }
    }

    /** A value object: one component, whose constructor knows the rule. */
    static final class Wrapped extends Shape {
        private final Shape inner;
        private final Constructor<?> constructor;

        Wrapped(Shape inner, Constructor<?> constructor) {
            this.inner = inner;
            this.constructor = constructor;
        }

        @Override
        Map<String, Object> describe(Schemas schemas) {
            return inner.describe(schemas);
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            Object value = inner.read(node, loc, violations);
            return value == null ? null : Shapes.make(constructor, new Object[] {value}, node, loc, violations);
        }
    }
}
