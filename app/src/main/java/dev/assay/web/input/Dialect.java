package dev.assay.web.input;

import io.micronaut.json.tree.JsonNode;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How values are written in a request, and how mistakes are described. Shapes know what a request may contain; a dialect knows how
 * it is written. Methods that read a value return null only after they have added a violation.
 */
public interface Dialect {
    /** The dialect of v2: one way to write each thing, unknown names are refused, and the messages are our own. */
    static Dialect strict() {
        return new Strict();
    }

    /** The kind of value that is expected. */
    enum Kind {
        TEXT,
        URL,
        LIST,
        SET,
        MAP,
        OBJECT
    }

    /** A limit that a value can exceed. */
    enum Limit {
        SHORTEST_TEXT,
        LONGEST_TEXT,
        LONGEST_TEXT_IN_BYTES,
        LONGEST_URL,
        LONGEST_LIST,
        SMALLEST_NUMBER,
        LARGEST_NUMBER
    }

    /**
     * A value that is allowed in addition to the constants of an enumeration.
     *
     * @param enumName the name of the enumeration
     */
    record Literal(String value, String enumName) {}

    @Nullable
    BigInteger whole(JsonNode node, Loc loc, Violations violations);

    @Nullable
    Boolean flag(JsonNode node, Loc loc, Violations violations);

    /** A point in time, in UTC. */
    @Nullable
    LocalDateTime moment(JsonNode node, Loc loc, Violations violations);

    /**
     * Judges the names in a request that no parameter or field reads.
     *
     * @param kind what they are: {@code parameter} or {@code member}
     * @param found called only by a dialect that refuses unknown names
     * @param advice what to say in addition about an unknown name; empty for nothing
     */
    void unknown(
            String kind,
            Supplier<Collection<String>> found,
            Collection<String> known,
            UnaryOperator<String> advice,
            Loc loc,
            Violations violations);

    Violation missing(Loc loc, JsonNode enclosing);

    Violation wrongKind(Kind kind, Loc loc, JsonNode node);

    Violation beyond(Limit limit, long value, Loc loc, JsonNode node);

    void notListed(List<String> values, @Nullable Literal literal, Loc loc, JsonNode node, Violations violations);

    /** The value is neither ids nor one of the words of {@link PresenceFilter}. */
    void notPresence(boolean inQuery, Loc loc, JsonNode node, Violations violations);

    /** An object whose member does not say which of the forms it has. */
    Violation notTagged(String member, Collection<String> tags, Loc loc, JsonNode node);

    /** The text is not an http or https URL; the reason is null if it is a URL of another scheme. */
    Violation notUrl(@Nullable String reason, Loc loc, JsonNode node);

    Violation hasNul(Loc loc, JsonNode node);

    /** The text contains half of a pair of surrogates. */
    Violation notUnicode(Loc loc);

    /** The value breaks a rule that its type does not express. */
    Violation refused(String reason, Loc loc, JsonNode node);

    /** The body has no value where JSON must have one. */
    Violation noJson(long offset);

    /** The body goes on after its value. */
    Violation moreJson(long offset);

    Violation brokenJson(long offset, String reason);
}
