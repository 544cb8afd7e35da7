package dev.assay.cli;

/** Ends a command that cannot do what it was asked to do; the message goes to standard error as it is. */
final class CommandRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    /** The exit code if an option or a setting is missing or not understood. */
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
