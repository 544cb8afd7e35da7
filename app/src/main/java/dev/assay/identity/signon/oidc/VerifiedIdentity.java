package dev.assay.identity.signon.oidc;

import java.util.Set;

/** What the provider says of who came back from it. */
sealed interface VerifiedIdentity {
    /** @param groups as the provider calls them */
    record Person(String email, String name, Set<String> groups) implements VerifiedIdentity {}

    /** @param reason for the log, never for the caller */
    record Refused(String reason) implements VerifiedIdentity {}

    /** The provider cannot be asked now. */
    record Unreachable(String reason) implements VerifiedIdentity {}
}
