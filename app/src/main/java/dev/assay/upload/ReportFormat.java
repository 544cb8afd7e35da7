package dev.assay.upload;

import dev.assay.upload.junit.BrokenReport;
import dev.assay.upload.junit.JUnitReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a result file is written. */
public enum ReportFormat {
    /** JUnit XML in every dialect we know. */
    JUNIT;

    /** As it is written in a query or a setting: {@code junit}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for what is none. */
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
