package dev.assay.access;

import java.util.List;

/**
 * A program that may call the API.
 *
 * @param shown what it showed with this request
 * @param workload which of several programs it is this time, where that is known: a service account and its pod; else empty
 */
public record Application(int id, String name, List<Permission> permissions, Shown shown, String workload) {
    public Application {
        permissions = List.copyOf(permissions);
    }

    /** By what an application was known. */
    public enum Shown {
        /** A key of its own, known only to it. */
        KEY,
        /** A token of the system it runs on, which one of its trusts accepts. */
        TOKEN
    }
}
