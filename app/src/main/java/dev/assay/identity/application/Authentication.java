package dev.assay.identity.application;

import dev.assay.access.Application;

/** What came of looking at what a program shows. */
public sealed interface Authentication {
    record Known(Application application) implements Authentication {}

    /** Why is in the log only (AUTH-1). */
    record Nobody() implements Authentication {}

    /** It may be good: who could say so gave no answer. */
    record Undecided() implements Authentication {}
}
