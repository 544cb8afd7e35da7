package dev.assay.identity.cluster;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Service accounts by their names, each exact or with {@code *} for any number of characters.
 *
 * @param namespace {@code team-*}
 * @param serviceAccount {@code *}
 */
public record AccountPattern(String namespace, String serviceAccount) {
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9*-]{1,63}");
    private static final Pattern SERVICE_ACCOUNT = Pattern.compile("[a-z0-9*.-]{1,253}");

    /** Why it fits no service account, in words that continue a sentence; empty when it may. */
    public Optional<String> problem() {
        if (!NAMESPACE.matcher(namespace).matches()) {
            return Optional.of("the namespace '" + namespace
                    + "' is none: 1 to 63 of a-z, 0-9 and -, with * for any number of characters");
        }
        if (!SERVICE_ACCOUNT.matcher(serviceAccount).matches()) {
            return Optional.of("the service account '" + serviceAccount
                    + "' is none: 1 to 253 of a-z, 0-9, - and ., with * for any number of characters");
        }
        return Optional.empty();
    }

    /** {@code team-a/*} */
    @Override
    public String toString() {
        return namespace + "/" + serviceAccount;
    }
}
