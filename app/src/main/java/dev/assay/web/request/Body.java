package dev.assay.web.request;

import dev.assay.web.input.Violations;
import org.jspecify.annotations.Nullable;

/** A body whose text was read, but which is not yet checked; that happens together with path and query. */
@FunctionalInterface
interface Body {
    /** The controller's parameter; null only after having added a violation, or if the parameter is nullable. */
    @Nullable
    Object value(Violations violations);
}
