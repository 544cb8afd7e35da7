package dev.assay.upload.junit;

/** A result file that cannot be read: what is wrong ({@link #getMessage}), what to do ({@link #hint}), and where. */
public final class BrokenReport extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;
    private final int line;
    private final int column;
    private final boolean cutShort;

    public BrokenReport(String problem, String hint, int line, int column) {
        this(problem, hint, line, column, false);
    }

    /** @param cutShort nothing is wrong up to its end, which comes too early */
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

    /** Nothing is wrong up to its end, which comes too early. */
    public boolean isCutShort() {
        return cutShort;
    }

    public String hint() {
        return hint;
    }

    /** 1-based; 0 when the place is not known. */
    public int line() {
        return line;
    }

    /** In characters, 1-based; 0 when the place is not known. A file that ends too early names its last character. */
    public int column() {
        return column;
    }
}
