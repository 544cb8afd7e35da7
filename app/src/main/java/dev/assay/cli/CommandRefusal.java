package dev.assay.cli;

/** A command that cannot do what it was asked; the message goes to the standard error stream as it is. */
final class CommandRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    /** Asked wrongly: an option or a setting is missing or not understood. */
    static final int USAGE = 2;

    private final int exitCode;

    CommandRefusal(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
