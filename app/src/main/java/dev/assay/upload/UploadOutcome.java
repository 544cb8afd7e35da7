package dev.assay.upload;

import dev.assay.result.Counts;
import dev.assay.upload.junit.BrokenReport;
import dev.assay.web.intake.UploadRefusal;

/** The result of an upload. */
public sealed interface UploadOutcome {
    /**
     * The file is stored, now or by an equal upload before.
     *
     * @param repeated true if nothing was stored this time
     */
    record Stored(int execution, Counts counts, UploadWarnings warnings, boolean repeated) implements UploadOutcome {}

    /** The file cannot be read; nothing was stored. */
    record Broken(BrokenReport report) implements UploadOutcome {}

    /** The artefact is not described well enough; nothing was stored. */
    record NotStarted(String reason) implements UploadOutcome {}

    /** The execution of the {@code ci_link} is about something different; nothing was stored. */
    record Contradicted(String reason) implements UploadOutcome {}

    /** The upload is too much for the server, now or always; nothing was stored. */
    record NotTaken(UploadRefusal why) implements UploadOutcome {}

    /** The key was used for another upload. */
    record KeyTaken(String key) implements UploadOutcome {}
}
