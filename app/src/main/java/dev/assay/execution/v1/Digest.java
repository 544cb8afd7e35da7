package dev.assay.execution.v1;

import dev.assay.artefact.ArtefactKey;
import dev.assay.web.input.Input;
import dev.assay.web.input.RefusedInput;

/** A content digest. */
@Input.Scalar
record Digest(String value) {
    Digest {
        if (!ArtefactKey.Oci.isDigest(value)) {
            throw new RefusedInput("a digest " + ArtefactKey.Oci.DIGEST_FORM);
        }
    }
}
