package dev.assay.web.request;

import dev.assay.web.input.Violations;
import org.jspecify.annotations.Nullable;

/** A body whose text was read, before it is judged together with path and query. */
@FunctionalInterface
interface Body {
    /** What the controller takes; null only after having added a violation, or when it takes null. */
    @Nullable
    Object value(Violations violations);
}
