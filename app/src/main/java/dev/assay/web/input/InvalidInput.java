package dev.assay.web.input;

import java.util.List;

/** The request breaks rules of form; nothing was done. Answered as 422 with every violation, at most a thousand. */
public final class InvalidInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    public InvalidInput(List<Violation> violations) {
        super(violations.size() + " violations");
        this.violations = List.copyOf(violations.subList(0, Math.min(Caps.ERRORS_REPORTED, violations.size())));
    }

    public List<Violation> violations() {
        return violations;
    }
}
