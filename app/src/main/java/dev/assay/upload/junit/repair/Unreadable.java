package dev.assay.upload.junit.repair;

import java.io.IOException;

/** A fault of a file that is not repaired. Its message is a sentence for people. */
public final class Unreadable extends IOException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final boolean cutShort;

    Unreadable(String problem, int line, int column, boolean cutShort) {
        super(problem);
        this.line = line;
        this.column = column;
        this.cutShort = cutShort;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }

    /** True if the file is correct but ends too early. */
    public boolean isCutShort() {
        return cutShort;
    }
}
