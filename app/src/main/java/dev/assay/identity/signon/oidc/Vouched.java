package dev.assay.identity.signon.oidc;

import java.util.Set;

/** What the provider says of who came back from it. */
sealed interface Vouched {
    /** @param groups as the provider calls them */
    record Person(String email, String name, Set<String> groups) implements Vouched {}

    /** @param reason for the log, never for the caller */
    record Refused(String reason) implements Vouched {}

    /** The provider cannot be asked now. */
    record Unreachable(String reason) implements Vouched {}
}
