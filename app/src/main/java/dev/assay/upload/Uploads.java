package dev.assay.upload;

import dev.assay.upload.junit.BrokenReport;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;

/** Result files in: read and stored in one transaction, or refused with nothing stored. */
@Singleton
public class Uploads {
    private final UploadStore store;
    private final UploadSettings settings;

    Uploads(UploadStore store, UploadSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /**
     * Receives the file to its last byte, holding no connection to the database meanwhile, then stores it. Not to be called
     * within a transaction: an upload that is refused ends its own.
     *
     * @throws IOException when the body cannot be read
     */
    public UploadOutcome receive(Upload upload) throws IOException {
        try (Spool content = Spool.receive(upload.body(), Path.of(settings.directory()), settings.maxSize())) {
            return store.store(Received.of(upload, content));
        } catch (UploadStore.Abandoned e) {
            return e.outcome();
        } catch (BrokenReport e) {
            return new UploadOutcome.Broken(e);
        } catch (UploadTooLarge e) {
            return new UploadOutcome.TooLarge(e.limit());
        }
    }
}
