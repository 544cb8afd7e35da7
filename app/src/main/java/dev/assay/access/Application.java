package dev.assay.access;

import java.util.List;

/**
 * A program that may call the API.
 *
 * @param shown the kind of credential in this request
 * @param workload which of several programs it is this time, if known: a service account and its pod; otherwise empty
 */
public record Application(int id, String name, List<Permission> permissions, Shown shown, String workload) {
    public Application {
        permissions = List.copyOf(permissions);
    }

    /** The kind of credential that identified an application. */
    public enum Shown {
        /** A key of its own, known only to it. */
        KEY,
        /** A token of the system it runs on, which one of its trusts accepts. */
        TOKEN
    }
}
