package dev.assay.upload;

import dev.assay.upload.junit.BrokenReport;
import dev.assay.upload.junit.JUnitReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The format of a result file. */
public enum ReportFormat {
    /** JUnit XML in every known dialect. */
    JUNIT;

    /** The name in a query or a setting, such as {@code junit}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format with this name; empty if it is unknown. */
    public static Optional<ReportFormat> of(String wire) {
        return Arrays.stream(values())
                .filter(format -> format.wire().equals(wire))
                .findFirst();
    }

    JUnitReader reader(InputStream content) throws IOException, BrokenReport {
        return switch (this) {
            case JUNIT -> new JUnitReader(content);
        };
    }
}
