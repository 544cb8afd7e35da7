package dev.assay.web.input;

import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The dialect of v2: numbers are JSON numbers, or digits in a URL; unknown names are refused. */
final class Strict implements Dialect {
    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,400}");
    /** Limits exponents: 1e999999999 is few bytes on the wire and gigabytes when written out. */
    private static final int MOST_DIGITS = 400;

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    @Override
    public @Nullable BigInteger whole(JsonNode node, Loc loc, Violations violations) {
        BigInteger number = loc.isInUrl() ? digits(node) : jsonWhole(node);
        if (number == null) {
            String form = loc.isInUrl() ? "digits only" : "a JSON number";
            violations.add(wrong(loc, "must be a whole number, written as " + form, node));
        }
        return number;
    }

    private static @Nullable BigInteger digits(JsonNode node) {
        String text = node.coerceStringValue();
        return DIGITS.matcher(text).matches() ? new BigInteger(text) : null;
    }

    private static @Nullable BigInteger jsonWhole(JsonNode node) {
        if (!node.isNumber()) {
            return null;
        }
        BigDecimal value = node.getBigDecimalValue();
        boolean whole = value.scale() > -MOST_DIGITS
                && (value.signum() == 0 || value.stripTrailingZeros().scale() <= 0);
        return whole ? value.toBigInteger() : null;
    }

    @Override
    public @Nullable Boolean flag(JsonNode node, Loc loc, Violations violations) {
        if (node.isBoolean()) {
            return node.getBooleanValue();
        }
        if (loc.isInUrl() && List.of("true", "false").contains(node.coerceStringValue())) {
            return Boolean.valueOf(node.coerceStringValue());
        }
        violations.add(wrong(loc, "must be true or false", node));
        return null;
    }

    @Override
    public @Nullable LocalDateTime moment(JsonNode node, Loc loc, Violations violations) {
        LocalDateTime moment = node.isString() ? moment(node.getStringValue()) : null;
        if (moment == null) {
            String plus = loc.isInUrl() ? "; the + of an offset is written %2B" : "";
            violations.add(wrong(loc, "must be a time such as 2026-11-30T22:15:00Z" + plus, node));
        }
        return moment;
    }

    private static @Nullable LocalDateTime moment(String text) {
        try {
            LocalDateTime moment =
                    switch (TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from)) {
                        case OffsetDateTime time ->
                            time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
                        case LocalDateTime time -> time;
                        case LocalDate date -> date.atStartOfDay();
                        default -> throw new IllegalStateException(text);
                    };
            boolean known = moment.getYear() >= 1 && moment.getYear() <= 9999;
            return known ? moment.truncatedTo(ChronoUnit.MICROS) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    @Override
    public void unknown(
            String kind,
            Supplier<Collection<String>> found,
            Collection<String> known,
            UnaryOperator<String> advice,
            Loc loc,
            Violations violations) {
        for (String name : found.get()) {
            if (violations.isFull()) {
                return;
            }
            if (!known.contains(name)) {
                Optional<String> meant = NearestName.nearest(name, known);
                String sentence = "unknown " + kind + " " + Violation.repeated(name, Violation.LONGEST_ECHO)
                        + meant.map(near -> "; did you mean " + near + "?").orElse("")
                        + advice.apply(name);
                violations.add(Violation.of("unknown", loc.then(name), sentence, JsonNode.nullNode()));
            }
        }
    }

    @Override
    public Violation missing(Loc loc, JsonNode enclosing) {
        return Violation.of("missing", loc, loc.name() + " is missing", enclosing);
    }

    @Override
    public Violation wrongKind(Kind kind, Loc loc, JsonNode node) {
        return wrong(
                loc,
                "must be "
                        + switch (kind) {
                            case TEXT -> "text";
                            case URL -> "an http or https URL";
                            case LIST, SET -> "a list";
                            case MAP, OBJECT -> "an object";
                        },
                node);
    }

    @Override
    public Violation beyond(Limit limit, long value, Loc loc, JsonNode node) {
        String rule = switch (limit) {
            case SHORTEST_TEXT -> "must have at least " + value + (value == 1 ? " character" : " characters");
            case LONGEST_TEXT, LONGEST_URL -> "has more than " + value + " characters";
            case LONGEST_TEXT_IN_BYTES -> "has more than " + value + " bytes in UTF-8";
            case LONGEST_LIST -> "has more than " + value + " items";
            case SMALLEST_NUMBER -> "must be at least " + value;
            case LARGEST_NUMBER -> "must be at most " + value;
        };
        return Violation.of("out_of_range", loc, loc.name() + " " + rule, node);
    }

    @Override
    public void notListed(
            List<String> values, @Nullable Literal literal, Loc loc, JsonNode node, Violations violations) {
        String all = String.join(", ", values) + (literal == null ? "" : ", " + literal.value());
        violations.add(Violation.of("not_listed", loc, loc.name() + " must be one of: " + all, node));
    }

    @Override
    public void notPresence(boolean inQuery, Loc loc, JsonNode node, Violations violations) {
        violations.add(wrong(loc, "must be ids, or the word any or none", node));
    }

    @Override
    public Violation notTagged(String member, Collection<String> tags, Loc loc, JsonNode node) {
        String rule = " must have the member " + member + ", one of: " + String.join(", ", tags);
        return Violation.of("not_listed", loc, loc.name() + rule, node);
    }

    @Override
    public Violation notUrl(@Nullable String reason, Loc loc, JsonNode node) {
        return wrong(loc, "must be an http or https URL" + (reason == null ? "" : ": " + reason), node);
    }

    @Override
    public Violation hasNul(Loc loc, JsonNode node) {
        return wrong(loc, "has a NUL character, which cannot be stored; remove it", node);
    }

    @Override
    public Violation notUnicode(Loc loc) {
        return wrong(loc, "has half of a pair of surrogates, which is not a character", JsonNode.nullNode());
    }

    @Override
    public Violation refused(String reason, Loc loc, JsonNode node) {
        return Violation.of("refused", loc, reason, node);
    }

    @Override
    public Violation noJson(long offset) {
        return brokenJson(offset, "there is no value");
    }

    @Override
    public Violation moreJson(long offset) {
        return brokenJson(offset, "something follows the value");
    }

    @Override
    public Violation brokenJson(long offset, String reason) {
        return Violation.of(
                "not_json",
                Loc.of("body").then(offset),
                "the body is not JSON at character " + offset + ": " + reason,
                JsonNode.nullNode());
    }

    private static Violation wrong(Loc loc, String rule, JsonNode node) {
        return Violation.of("wrong_form", loc, loc.name() + " " + rule, node);
    }
}
