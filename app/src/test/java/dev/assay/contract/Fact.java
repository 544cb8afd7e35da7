package dev.assay.contract;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an API description says of one place of one operation: {@code GET /v1/test-results | query limit | integer(0..1000); default
 * 50}.
 *
 * @param operation method and path
 * @param place a parameter, {@code body} or a status, and the way from there to a member
 * @param types the types that the value may have
 * @param marks what else is said about it: {@code required}, {@code deprecated}, {@code default …}
 */
record Fact(String operation, String place, Set<String> types, Set<String> marks) {
    private static final String COLUMN = " | ";
    private static final String OR = " or ";
    private static final String MARK = "; ";

    Fact {
        types = new LinkedHashSet<>(types);
        marks = new LinkedHashSet<>(marks);
    }

    /** @param line place, types and marks */
    static Fact parse(String operation, String line) {
        List<String> columns = List.of(line.split(Pattern.quote(COLUMN), -1));
        if (columns.size() != 2) {
            throw new IllegalArgumentException("no place | type: " + line);
        }
        List<String> said = new ArrayList<>(List.of(columns.getLast().split(MARK)));
        Set<String> types = new LinkedHashSet<>(List.of(said.removeFirst().split(OR)));
        return new Fact(operation, columns.getFirst(), types, new LinkedHashSet<>(said));
    }

    String path() {
        return operation.substring(operation.indexOf(' ') + 1);
    }

    /** Operation, place, types and marks. */
    String line() {
        return String.join(COLUMN, operation, place, said());
    }

    /** Types and marks as text. */
    String said() {
        List<String> said = new ArrayList<>(List.of(String.join(OR, types)));
        said.addAll(marks);
        return String.join(MARK, said);
    }

    boolean isPermission() {
        return place.startsWith("permission ");
    }

    boolean isParameter() {
        return place.matches("(path|query|header|cookie) .*");
    }

    boolean isOfRequest() {
        return isParameter() || isPermission() || place.matches("body\\b.*");
    }

    boolean isRequired() {
        return marks.contains("required");
    }

    /** The place of the object that this is a member of; its own place if it is not a member. */
    String object() {
        return isParameter() || place.indexOf('.') < 0 ? place : place.substring(0, place.lastIndexOf('.'));
    }

    /** The name of the member, without the brackets of a list's elements. */
    String member() {
        return place.substring(place.lastIndexOf('.') + 1).replaceAll("[\\[\\]{}]", "");
    }

    Fact with(Set<String> otherTypes, Set<String> otherMarks) {
        return new Fact(operation, place, otherTypes, otherMarks);
    }
}
