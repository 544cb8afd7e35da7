package dev.assay.artefact;

/** Where the sign-off of an artefact stands. */
public enum ArtefactStatus {
    APPROVED,
    MARKED_AS_FAILED,
    UNDECIDED
}
