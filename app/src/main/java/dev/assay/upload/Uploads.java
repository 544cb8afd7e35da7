package dev.assay.upload;

import jakarta.inject.Singleton;

/** Result files in: read and stored in one transaction, or refused with nothing stored. */
@Singleton
class Uploads {
    private final UploadStore store;

    Uploads(UploadStore store) {
        this.store = store;
    }

    UploadOutcome receive(Upload upload) {
        try {
            return store.store(upload);
        } catch (UploadStore.Abandoned e) {
            return e.outcome();
        }
    }
}
