package dev.assay.identity.cluster;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The service account that a token belongs to.
 *
 * @param pod the pod that the token was issued for; empty if the cluster does not say
 */
public record ServiceAccount(String namespace, String name, String pod) {
    private static final String GROUP = "system:serviceaccounts";
    private static final Pattern USER = Pattern.compile("system:serviceaccount:([a-z0-9-]{1,63}):([a-z0-9.-]{1,253})");

    /** Empty for other kinds of users, even if their name looks like a service account's. */
    static Optional<ServiceAccount> of(String user, List<String> groups, String pod) {
        Matcher name = USER.matcher(user);
        return name.matches() && groups.contains(GROUP) && groups.contains(GROUP + ":" + name.group(1))
                ? Optional.of(new ServiceAccount(name.group(1), name.group(2), pod))
                : Optional.empty();
    }

    /** The cluster's user name for it: {@code system:serviceaccount:<namespace>:<name>}. */
    public String user() {
        return "system:serviceaccount:" + namespace + ":" + name;
    }
}
