package dev.assay.upload;

import dev.assay.upload.junit.Warning;
import dev.assay.upload.junit.Warnings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The warnings about an upload.
 *
 * @param listed the first of them
 * @param total the number of all
 */
public record UploadWarnings(List<UploadWarning> listed, long total) {

    /** Something that a sender should know about an upload that was stored. The line is null if it is not about a line of the file. */
    public record UploadWarning(String kind, @Nullable Integer line, String detail) {
        static UploadWarning of(Warning warning) {
            return new UploadWarning(warning.kind(), warning.line() == 0 ? null : warning.line(), warning.detail());
        }

        /** Says that a part was sent again with other content. */
        static UploadWarning replaced(int results) {
            return new UploadWarning(
                    "replaced",
                    null,
                    results == 1
                            ? "1 result that this part stored before was replaced."
                            : "%,d results that this part stored before were replaced.".formatted(results));
        }
    }

    public UploadWarnings {
        listed = List.copyOf(listed);
    }

    /**
     * @param ofRequest warnings about the request
     * @param replaced how many results were replaced
     */
    static UploadWarnings of(List<Warning> ofRequest, int replaced, Warnings ofFile) {
        List<UploadWarning> all = new ArrayList<>();
        if (replaced > 0) {
            all.add(UploadWarning.replaced(replaced));
        }
        ofRequest.forEach(warning -> all.add(UploadWarning.of(warning)));
        long total = all.size() + ofFile.total();
        ofFile.listed().forEach(warning -> all.add(UploadWarning.of(warning)));
        return new UploadWarnings(all.subList(0, Math.min(all.size(), Warnings.MOST)), total);
    }
}
