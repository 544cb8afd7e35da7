package dev.assay.identity.application;

import dev.assay.access.Application;

/** The result of checking a program's key or token. */
public sealed interface Authentication {
    record Known(Application application) implements Authentication {}

    /** The caller is anonymous. Only the log says why (AUTH-1). */
    record Nobody() implements Authentication {}

    /** The token may be valid, but the cluster that could confirm it did not answer. */
    record Undecided() implements Authentication {}
}
