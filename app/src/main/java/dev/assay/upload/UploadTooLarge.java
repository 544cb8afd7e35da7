package dev.assay.upload;

/** An upload larger than we take, counted after decompression. */
final class UploadTooLarge extends Exception {
    private static final long serialVersionUID = 1L;

    private final long limit;

    UploadTooLarge(long limit) {
        super("The upload is larger than %,d bytes, counted after decompression.".formatted(limit));
        this.limit = limit;
    }

    /** In bytes. */
    long limit() {
        return limit;
    }
}
