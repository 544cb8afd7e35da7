package dev.assay.execution;

import dev.assay.web.input.Input;
import dev.assay.web.input.Refused;

/** A content digest as OCI registries write it: {@code sha256:} and 64 hexadecimal digits, or another algorithm. */
@Input.Scalar
public record Digest(String value) {
    static final String FORM = "[a-z0-9]+([.+_-][a-z0-9]+)*:[A-Za-z0-9=_-]{32,150}";

    public Digest {
        if (!value.matches(FORM) || (value.startsWith("sha256:") && !value.matches("sha256:[0-9a-f]{64}"))) {
            throw new Refused("a digest looks like sha256: followed by 64 lower-case hexadecimal digits");
        }
    }
}
