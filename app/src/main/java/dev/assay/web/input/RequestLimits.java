package dev.assay.web.input;

/** Limits of every request that are not settings; published at {@code /v2/limits}. */
public final class RequestLimits {
    /** How deep JSON may nest. */
    public static final int NESTING = 200;
    /** The longest URL, as it is sent (CONV-26). */
    public static final int URL_CHARACTERS = 2083;
    /** How many violations one answer names. */
    public static final int ERRORS_REPORTED = 1000;

    private RequestLimits() {}
}
