package dev.assay.web.input;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where in a request a value is: {@code ["body", "snap", "revision"]}. Positions in lists are integers (ERR-03). */
public record Loc(@Nullable Loc parent, Object step) {

    private static final String KEY = "[key]";

    public static Loc of(String root) {
        return new Loc(null, root);
    }

    public Loc then(Object next) {
        return new Loc(this, next);
    }

    /** True if it is in the path or the query, where every value is text. */
    public boolean isInUrl() {
        Loc root = this;
        while (root.parent != null) {
            root = root.parent;
        }
        return root.step.equals("path") || root.step.equals("query");
    }

    /** The place of the key of the map entry that is here. */
    public Loc key() {
        return then(KEY);
    }

    /** For people: {@code limit}, {@code types[0]}, {@code the body}. */
    public String name() {
        if (parent == null) {
            return "the " + step;
        }
        if (step.equals(KEY) && parent.parent != null) {
            return "a key of " + parent.parent.name();
        }
        return step instanceof String name
                ? Violation.repeated(name, Violation.LONGEST_ECHO)
                : parent.name() + "[" + step + "]";
    }

    public List<Object> path() {
        List<Object> path = new ArrayList<>();
        for (Loc at = this; at != null; at = at.parent) {
            path.add(at.step instanceof String name ? Violation.repeated(name, Violation.LONGEST_ECHO) : at.step);
        }
        Collections.reverse(path);
        return path;
    }
}
