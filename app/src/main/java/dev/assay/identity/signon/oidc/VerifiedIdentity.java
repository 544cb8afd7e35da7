package dev.assay.identity.signon.oidc;

import java.util.Set;

/** The identity of a person who returned from the provider, or the reason why there is none. */
sealed interface VerifiedIdentity {
    /** @param groups the provider's names of the groups */
    record Person(String email, String name, Set<String> groups) implements VerifiedIdentity {}

    /** @param reason for the log, never for the caller */
    record Refused(String reason) implements VerifiedIdentity {}

    /** The provider cannot be reached now. */
    record Unreachable(String reason) implements VerifiedIdentity {}
}
