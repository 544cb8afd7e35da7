package dev.assay.web.stream;

import dev.assay.platform.Bytes;

/** What is made part by part. */
@FunctionalInterface
public interface Parts {
    /**
     * Writes the next part.
     *
     * @param size how many bytes are enough
     * @return whether there may be more
     */
    boolean next(Bytes out, int size);
}
