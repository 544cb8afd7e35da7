package dev.assay.web.input;

/** Thrown by the constructor of an input record: each field is well formed, but together they are not allowed ({@code value_error}). */
public final class RefusedInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedInput(String reason) {
        super(reason, null, false, false);
    }

    /** What is wrong, in words for the caller. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
