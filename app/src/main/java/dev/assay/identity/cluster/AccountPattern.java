package dev.assay.identity.cluster;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pattern of service accounts. Each name is exact, or has {@code *} for any number of characters.
 *
 * @param namespace for example {@code team-*}
 * @param serviceAccount for example {@code *}
 */
public record AccountPattern(String namespace, String serviceAccount) {
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9*-]{1,63}");
    private static final Pattern SERVICE_ACCOUNT = Pattern.compile("[a-z0-9*.-]{1,253}");

    /** Says why no service account can match, as part of a sentence; empty if the pattern is valid. */
    public Optional<String> problem() {
        if (!NAMESPACE.matcher(namespace).matches()) {
            return Optional.of("the namespace '" + namespace
                    + "' is not valid: 1 to 63 of a-z, 0-9 and -, with * for any number of characters");
        }
        if (!SERVICE_ACCOUNT.matcher(serviceAccount).matches()) {
            return Optional.of("the service account '" + serviceAccount
                    + "' is not valid: 1 to 253 of a-z, 0-9, - and ., with * for any number of characters");
        }
        return Optional.empty();
    }

    /** For example {@code team-a/*}. */
    @Override
    public String toString() {
        return namespace + "/" + serviceAccount;
    }
}
