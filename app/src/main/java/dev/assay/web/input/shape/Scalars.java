package dev.assay.web.input.shape;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.assay.platform.IndexedText;
import dev.assay.platform.WebUrl;
import dev.assay.web.input.Dialect;
import dev.assay.web.input.Dialect.Kind;
import dev.assay.web.input.Dialect.Limit;
import dev.assay.web.input.Input;
import dev.assay.web.input.Loc;
import dev.assay.web.input.RequestLimits;
import dev.assay.web.input.Violation;
import dev.assay.web.input.Violations;
import io.micronaut.json.tree.JsonNode;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.Constructor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Shapes of single values. The dialect decides how each is written. */
final class Scalars {
    private Scalars() {}

    /**
     * Text, never trimmed. A character that PostgreSQL cannot store is refused (CONV-21). Lengths are in code points, and also in
     * bytes if an index of the database covers the text.
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
        Schema<?> describe(Schemas schemas) {
            Schema<?> schema = Schemas.type("string");
            if (looseUrl) {
                schema.setFormat("uri");
            }
            if (min > 0) {
                schema.setMinLength(min);
            }
            if (max < Integer.MAX_VALUE) {
                schema.setMaxLength(max);
            }
            if (bytes < Integer.MAX_VALUE) {
                schema.setDescription("At most " + bytes + " bytes in UTF-8.");
            }
            return schema;
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            if (!node.isString()) {
                violations.add(violations.dialect().wrongKind(looseUrl ? Kind.URL : Kind.TEXT, loc, node));
                return null;
            }
            String text = node.getStringValue();
            Violation problem = problem(text, loc, node, violations.dialect());
            if (problem != null) {
                violations.add(problem);
                return null;
            }
            return text;
        }

        private @Nullable Violation problem(String text, Loc loc, JsonNode node, Dialect dialect) {
            int length = text.length();
            if (length > max) {
                length = text.codePointCount(0, text.length());
            }
            if (length < min) {
                return dialect.beyond(Limit.SHORTEST_TEXT, min, loc, node);
            }
            if (length > max) {
                return dialect.beyond(Limit.LONGEST_TEXT, max, loc, node);
            }
            if (!IndexedText.fits(text, bytes)) {
                return dialect.beyond(Limit.LONGEST_TEXT_IN_BYTES, bytes, loc, node);
            }
            return unstorable(text, loc, node, dialect);
        }

        static @Nullable Violation unstorable(String text, Loc loc, JsonNode node, Dialect dialect) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == 0) {
                    return dialect.hasNul(loc, node);
                }
                if (Character.isSurrogate(c)) {
                    if (Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        i++;
                    } else {
                        return dialect.notUnicode(loc);
                    }
                }
            }
            return null;
        }
    }

    /**
     * Whole numbers. An {@code int} is stored, so a number out of range is refused. A {@code long} is an id, so a number out of
     * range is an id that does not exist (CONV-19).
     */
    static final class Whole extends Shape {
        private final long min;
        private final long max;
        private final boolean id;

        Whole(long min, long max, boolean id) {
            this.min = min;
            this.max = max;
            this.id = id;
        }

        @Override
        Schema<?> describe(Schemas schemas) {
            Schema<?> schema = Schemas.type("integer");
            if (!id) {
                schema.setMinimum(BigDecimal.valueOf(min));
                schema.setMaximum(BigDecimal.valueOf(max));
            }
            return schema;
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            BigInteger number = violations.dialect().whole(node, loc, violations);
            if (number == null) {
                return null;
            }
            if (id) {
                return number.bitLength() < 63 ? (Object) number.longValue() : (Object) Long.MIN_VALUE;
            }
            if (number.compareTo(BigInteger.valueOf(min)) < 0) {
                violations.add(violations.dialect().beyond(Limit.SMALLEST_NUMBER, min, loc, node));
                return null;
            }
            if (number.compareTo(BigInteger.valueOf(max)) > 0) {
                violations.add(violations.dialect().beyond(Limit.LARGEST_NUMBER, max, loc, node));
                return null;
            }
            return number.intValueExact();
        }
    }

    static final class Flag extends Shape {
        @Override
        Schema<?> describe(Schemas schemas) {
            return Schemas.type("boolean");
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            return violations.dialect().flag(node, loc, violations);
        }
    }

    /** One of the wire values of an enum, in its exact spelling (CONV-27), without the constants that JSON ignores. */
    static final class Choice extends Shape {
        private final Map<String, Object> constants = new LinkedHashMap<>();
        private final List<String> values;
        private final Dialect.@Nullable Literal literal;
        private final Class<?> type;

        Choice(Class<?> type) {
            this.type = type;
            Dialect.Literal found = null;
            for (Object constant : type.getEnumConstants()) {
                Enum<?> e = (Enum<?>) constant;
                if (Shapes.field(e).isAnnotationPresent(JsonIgnore.class)) {
                    continue;
                }
                String wire = Shapes.wireName(e);
                constants.put(wire, constant);
                if (e instanceof Input.WithLiteral known && known.enumName() != null) {
                    found = new Dialect.Literal(wire, known.enumName());
                }
            }
            literal = found;
            values = constants.keySet().stream()
                    .filter(v -> literal == null || !v.equals(literal.value()))
                    .toList();
        }

        @Override
        Schema<?> describe(Schemas schemas) {
            return schemas.component(
                    type, () -> Schemas.type("string", constants.keySet().toArray(String[]::new)));
        }

        @Override
        Object wire(Object value) {
            return Shapes.wireName((Enum<?>) value);
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            Object constant = node.isString() ? constants.get(node.getStringValue()) : null;
            if (constant == null) {
                violations.dialect().notListed(values, literal, loc, node, violations);
            }
            return constant;
        }
    }

    /** A point in time, as an instant or as naive UTC. */
    static final class Moment extends Shape {
        private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

        private final boolean naive;
        private final boolean wholeDay;

        /** @param wholeDay true if a date alone is the last microsecond of that day */
        Moment(boolean naive, boolean wholeDay) {
            this.naive = naive;
            this.wholeDay = wholeDay;
        }

        @Override
        Schema<?> describe(Schemas schemas) {
            return Schemas.type("string").format("date-time");
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            LocalDateTime read = violations.dialect().moment(node, loc, violations);
            if (read != null && wholeDay && DATE.matcher(node.getStringValue()).matches()) {
                read = read.plusDays(1).minus(1, ChronoUnit.MICROS);
            }
            return naive || read == null ? read : read.toInstant(ZoneOffset.UTC);
        }
    }

    /** An absolute http or https URL, read into its normal form (CONV-26). */
    static final class Link extends Shape {
        private final int longestStored;

        Link(int longestStored) {
            this.longestStored = longestStored;
        }

        @Override
        Schema<?> describe(Schemas schemas) {
            Schema<?> schema = Schemas.type("string");
            schema.setFormat("uri");
            schema.setMinLength(1);
            schema.setMaxLength(Math.min(longestStored, RequestLimits.URL_CHARACTERS));
            return schema;
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            Violation problem = null;
            String url = null;
            if (!node.isString()) {
                problem = violations.dialect().wrongKind(Kind.URL, loc, node);
            } else if (node.getStringValue().length() > RequestLimits.URL_CHARACTERS) {
                problem = violations.dialect().beyond(Limit.LONGEST_URL, RequestLimits.URL_CHARACTERS, loc, node);
            } else {
                switch (WebUrl.parse(node.getStringValue())) {
                    case WebUrl.Normal(String normal) -> {
                        url = normal;
                        problem = unstorable(normal, loc, node, violations.dialect());
                    }
                    case WebUrl.OtherScheme() -> problem = violations.dialect().notUrl(null, loc, node);
                    case WebUrl.Broken(String reason) ->
                        problem = violations.dialect().notUrl(reason, loc, node);
                }
            }
            if (problem != null) {
                violations.add(problem);
                return null;
            }
            return url;
        }

        private @Nullable Violation unstorable(String url, Loc loc, JsonNode node, Dialect dialect) {
            return url.length() > longestStored
                    ? dialect.beyond(Limit.LONGEST_TEXT, longestStored, loc, node)
                    : Text.unstorable(url, loc, node, dialect);
        }
    }

    /** A value object with one component, whose constructor checks the value. */
    static final class Wrapped extends Shape {
        private final Shape inner;
        private final Constructor<?> constructor;

        Wrapped(Shape inner, Constructor<?> constructor) {
            this.inner = inner;
            this.constructor = constructor;
        }

        @Override
        Schema<?> describe(Schemas schemas) {
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
