package dev.assay.web.input;

import java.util.List;

/** The request breaks rules of form, and nothing was done. It is answered with 422 and every violation, at most a thousand. */
public final class InvalidInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    public InvalidInput(Violations violations) {
        this(violations.first());
    }

    public InvalidInput(Violation violation) {
        this(List.of(violation));
    }

    private InvalidInput(List<Violation> violations) {
        super(violations.size() + " violations");
        this.violations = violations;
    }

    public List<Violation> violations() {
        return violations;
    }
}
