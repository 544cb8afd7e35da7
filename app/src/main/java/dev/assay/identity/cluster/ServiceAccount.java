package dev.assay.identity.cluster;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose token it is.
 *
 * @param pod the pod that the token was made for; empty when the cluster does not say
 */
public record ServiceAccount(String namespace, String name, String pod) {
    private static final String GROUP = "system:serviceaccounts";
    private static final Pattern USER = Pattern.compile("system:serviceaccount:([a-z0-9-]{1,63}):([a-z0-9.-]{1,253})");

    /** Empty for users of another kind, also where they have a name like one of these. */
    static Optional<ServiceAccount> of(String user, List<String> groups, String pod) {
        Matcher name = USER.matcher(user);
        return name.matches() && groups.contains(GROUP) && groups.contains(GROUP + ":" + name.group(1))
                ? Optional.of(new ServiceAccount(name.group(1), name.group(2), pod))
                : Optional.empty();
    }

    /** {@code system:serviceaccount:<namespace>:<name>}, as the cluster calls it. */
    public String user() {
        return "system:serviceaccount:" + namespace + ":" + name;
    }
}
