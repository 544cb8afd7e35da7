package dev.assay.execution;

import dev.assay.artefact.ArtefactKey;
import dev.assay.web.input.Input;
import dev.assay.web.input.Refused;

/** A content digest. */
@Input.Scalar
public record Digest(String value) {
    public Digest {
        if (!ArtefactKey.Oci.isDigest(value)) {
            throw new Refused("a digest " + ArtefactKey.Oci.DIGEST_FORM);
        }
    }
}
