package dev.assay.artefact;

/** The state of an artefact's sign-off. */
public enum ArtefactStatus {
    APPROVED,
    MARKED_AS_FAILED,
    UNDECIDED
}
