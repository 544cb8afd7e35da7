package dev.assay.upload;

import dev.assay.database.Work;
import dev.assay.upload.junit.BrokenReport;
import dev.assay.web.intake.Intake;
import dev.assay.web.intake.NotTaken;
import dev.assay.web.intake.UploadContent;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.zip.ZipException;

/** Result files in: read and stored in one transaction, or refused with nothing stored. */
@Singleton
public class Uploads {
    private final Intake intake;
    private final UploadStore store;

    Uploads(Intake intake, UploadStore store) {
        this.intake = intake;
        this.store = store;
    }

    /**
     * Receives the file to its last byte, holding no connection to the database meanwhile, then stores it. Not to be called
     * within a transaction: an upload that is refused ends its own.
     *
     * @throws IOException when the body cannot be read
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
