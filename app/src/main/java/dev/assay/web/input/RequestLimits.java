package dev.assay.web.input;

/** Limits of every request that are not settings; published at {@code /v2/limits}. */
public final class RequestLimits {
    /** How deeply JSON may nest. */
    public static final int NESTING = 200;
    /** The length of the longest URL, as it is sent (CONV-26). */
    public static final int URL_CHARACTERS = 2083;
    /** How many violations one response lists. */
    public static final int ERRORS_REPORTED = 1000;

    private RequestLimits() {}
}
