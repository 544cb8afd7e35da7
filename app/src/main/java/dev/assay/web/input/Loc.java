package dev.assay.web.input;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where in a request a value stands: {@code ["body", "snap", "revision"]}; positions in lists are integers (ERR-03). */
public record Loc(@Nullable Loc parent, Object step) {

    public static Loc of(String root) {
        return new Loc(null, root);
    }

    public Loc then(Object next) {
        return new Loc(this, next);
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
