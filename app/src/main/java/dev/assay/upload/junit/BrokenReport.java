package dev.assay.upload.junit;

/**
 * A result file cannot be read. It says what is wrong ({@link #getMessage}), what to do ({@link #hint}), and where.
 */
public final class BrokenReport extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;
    private final int line;
    private final int column;
    private final boolean cutShort;

    public BrokenReport(String problem, String hint, int line, int column) {
        this(problem, hint, line, column, false);
    }

    /** @param cutShort true if the file is correct but ends too early */
    BrokenReport(String problem, String hint, int line, int column, boolean cutShort) {
        super(problem);
        this.cutShort = cutShort;
        this.hint = hint;
        this.line = line;
        this.column = column;
    }

    public BrokenReport(String problem, String hint) {
        this(problem, hint, 0, 0);
    }

    /** True if the file is correct but ends too early. */
    public boolean isCutShort() {
        return cutShort;
    }

    public String hint() {
        return hint;
    }

    /** The line, from 1; 0 if the place is unknown. */
    public int line() {
        return line;
    }

    /**
     * The column in characters, from 1; 0 if the place is unknown. For a file that ends too early, the last character.
     */
    public int column() {
        return column;
    }
}
