package dev.assay.web.input;

import io.micronaut.json.tree.JsonNode;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How values look on the wire, and what is said of those that do not: shapes know what a request may contain, a dialect how it is
 * written. What reads a value gives null only after having added a violation.
 */
public interface Dialect {
    /** v2's: one way to write each thing, nothing that is not known, and sentences of our own. */
    static Dialect strict() {
        return new Strict();
    }

    /** What a value is. */
    enum Kind {
        TEXT,
        URL,
        LIST,
        SET,
        MAP,
        OBJECT
    }

    /** What a value can be beyond. */
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
     * A value of an enumeration that is allowed in addition to its constants.
     *
     * @param beside the enumeration
     */
    record Literal(String value, String beside) {}

    @Nullable
    BigInteger whole(JsonNode node, Loc loc, Violations violations);

    @Nullable
    Boolean flag(JsonNode node, Loc loc, Violations violations);

    /** A point in time, in UTC. */
    @Nullable
    LocalDateTime moment(JsonNode node, Loc loc, Violations violations);

    /**
     * Judges names that the request has and nobody reads.
     *
     * @param kind what they are: {@code parameter} or {@code member}
     * @param found asked only by a dialect that judges
     */
    void unknown(
            String kind, Supplier<Collection<String>> found, Collection<String> known, Loc loc, Violations violations);

    Violation missing(Loc loc, JsonNode enclosing);

    Violation wrongKind(Kind kind, Loc loc, JsonNode node);

    Violation beyond(Limit limit, long value, Loc loc, JsonNode node);

    void notListed(List<String> values, @Nullable Literal literal, Loc loc, JsonNode node, Violations violations);

    /** What is neither ids nor one of the words of {@link PresenceFilter}. */
    void notPresence(boolean inQuery, Loc loc, JsonNode node, Violations violations);

    /** An object whose member does not say which of the forms it has. */
    Violation notTagged(String member, Collection<String> tags, Loc loc, JsonNode node);

    /** Text that is no http or https URL; null for one that is a URL of another scheme. */
    Violation notUrl(@Nullable String reason, Loc loc, JsonNode node);

    Violation hasNul(Loc loc, JsonNode node);

    /** Half of a pair of surrogates. */
    Violation notUnicode(Loc loc);

    /** A rule that no type says. */
    Violation refused(String reason, Loc loc, JsonNode node);

    /** The body has no value where JSON must have one. */
    Violation noJson(long offset);

    /** The body goes on after its value. */
    Violation moreJson(long offset);

    Violation brokenJson(long offset, String reason);
}
