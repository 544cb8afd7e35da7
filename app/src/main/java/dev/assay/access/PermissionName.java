package dev.assay.access;

import dev.assay.web.input.Input;
import dev.assay.web.input.RefusedInput;

/** A permission in a path, Test Observer's or ours. */
@Input.Scalar
record PermissionName(String value) {
    PermissionName {
        if (Permission.named(value).isEmpty()) {
            throw new RefusedInput("there is no such permission; GET /v2/permissions lists them");
        }
    }

    Permission permission() {
        return Permission.named(value).orElseThrow();
    }
}
