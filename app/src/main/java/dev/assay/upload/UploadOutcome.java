package dev.assay.upload;

import dev.assay.result.Counts;
import dev.assay.upload.junit.BrokenReport;
import dev.assay.web.intake.UploadRefusal;
import java.util.List;

/** What came of an upload. */
public sealed interface UploadOutcome {
    /**
     * Stored, now or by an equal upload before.
     *
     * @param warnings what was stored otherwise than it was sent
     * @param repeated nothing was stored this time
     */
    record Stored(int execution, Counts counts, List<UploadWarning> warnings, boolean repeated)
            implements UploadOutcome {}

    /** The file cannot be read; nothing was stored. */
    record Broken(BrokenReport report) implements UploadOutcome {}

    /** The artefact is not described well enough; nothing was stored. */
    record NotStarted(String reason) implements UploadOutcome {}

    /** Too much for the server, at this time or at any; nothing was stored. */
    record NotTaken(UploadRefusal why) implements UploadOutcome {}

    /** The key was used for another upload. */
    record KeyTaken(String key) implements UploadOutcome {}
}
