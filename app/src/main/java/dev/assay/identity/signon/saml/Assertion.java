package dev.assay.identity.signon.saml;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the identity provider said, and signed.
 *
 * @param end when it is not to be believed any more
 * @param request the id of our request that it answers; null for none
 * @param email the NameID as it is (SAML-8)
 * @param fullName the first value of the attribute {@code fullname}; null for none
 */
record Assertion(
        String id,
        Instant end,
        @Nullable String request,
        String email,
        @Nullable String fullName) {}
