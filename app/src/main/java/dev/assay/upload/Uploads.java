package dev.assay.upload;

import dev.assay.database.Work;
import dev.assay.upload.junit.BrokenReport;
import dev.assay.web.intake.Intake;
import dev.assay.web.intake.NotTaken;
import dev.assay.web.intake.UploadContent;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.zip.ZipException;

/** Receives result files. A file is read and stored in one transaction, or refused with nothing stored. */
@Singleton
public class Uploads {
    private final Intake intake;
    private final UploadStore store;

    Uploads(Intake intake, UploadStore store) {
        this.intake = intake;
        this.store = store;
    }

    /** The parts of an execution in the order of arrival, each with its latest content. */
    List<UploadStore.StoredPart> parts(long executionId, int after, int limit) {
        return store.parts(executionId, after, limit);
    }

    /**
     * Receives the file to its last byte without a connection to the database, then stores it. Do not call it within a
     * transaction, because a refused upload rolls its own transaction back.
     *
     * @throws IOException if the body cannot be read
     */
    public UploadOutcome receive(Upload upload) throws IOException {
        try (UploadContent content = intake.take(upload.by().principal(), upload.body())) {
            return Work.BULK_WRITE.during(() -> store.store(upload, content));
        } catch (UploadStore.Abandoned e) {
            return e.outcome();
        } catch (NotTaken e) {
            return new UploadOutcome.NotTaken(e.why());
        } catch (ZipException e) {
            return new UploadOutcome.Broken(new BrokenReport(
                    "The compressed file is damaged: " + e.getMessage() + ".",
                    "Compress the file again and send it whole."));
        }
    }
}
