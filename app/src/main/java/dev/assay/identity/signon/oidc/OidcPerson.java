package dev.assay.identity.signon.oidc;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads a person from the provider's claims. Their signature is verified, but their values can be anything. */
record OidcPerson(OidcClient client, Map<String, Object> claims) {
    private static final int LONGEST = 320;

    VerifiedIdentity identity() {
        String email = text("email");
        if (email == null || email.length() > LONGEST || email.indexOf('@') < 1) {
            return new VerifiedIdentity.Refused(
                    "the provider does not send an e-mail address; does OIDC_SCOPES contain email?");
        }
        Object verified = claims.get("email_verified");
        boolean isVerified = Boolean.TRUE.equals(verified) || "true".equals(verified);
        if (!isVerified && !client.acceptsUnverifiedEmail()) {
            return new VerifiedIdentity.Refused("the provider does not say that the e-mail address is verified");
        }
        String name = text("name");
        return new VerifiedIdentity.Person(email, name == null ? email : name, groups());
    }

    private Set<String> groups() {
        Set<String> groups = new TreeSet<>();
        Object said = claims.get(client.groupsClaim());
        for (Object group : said instanceof Collection<?> several ? several : Collections.singletonList(said)) {
            if (group instanceof String name && isStorable(name)) {
                groups.add(name);
            }
        }
        return groups;
    }

    private @Nullable String text(String claim) {
        return claims.get(claim) instanceof String text && isStorable(text) ? text : null;
    }

    private static boolean isStorable(String text) {
        return !text.isBlank() && text.indexOf('\0') < 0 && text.length() <= LONGEST;
    }
}
