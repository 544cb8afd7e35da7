package dev.assay.identity.signon.saml;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A signed statement of the identity provider about a person.
 *
 * @param end when it becomes invalid
 * @param request the id of our request that it answers; null if there is none
 * @param email the unchanged NameID (SAML-8)
 * @param fullName the first value of the attribute {@code fullname}; null if there is none
 */
record Assertion(
        String id,
        Instant end,
        @Nullable String request,
        String email,
        @Nullable String fullName) {}
