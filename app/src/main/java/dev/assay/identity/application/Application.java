package dev.assay.identity.application;

import dev.assay.identity.Permission;
import java.util.List;

/** A program that may call the API with a key of its own; the key itself is known only to it. */
public record Application(int id, String name, List<Permission> permissions) {
    public Application {
        permissions = List.copyOf(permissions);
    }
}
