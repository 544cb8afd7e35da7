package dev.assay.upload;

import dev.assay.web.intake.UploadContent;
import java.util.HexFormat;

/**
 * The part of an execution that a file is. Its content is replaced when it is sent again. A part has a name, or is the one
 * file without a name that is not partial, or is one of the partial files without a name, which are distinguished by their
 * content.
 *
 * @param key identifies the part within its execution
 * @param other the key of the part that a file without a name also is if the content is the same; otherwise the same key
 * @param replaces true if new content replaces the old one
 */
record Part(String key, String other, boolean replaces) {
    private static final String FILE = "file";

    static Part of(Upload upload, UploadContent content) {
        if (upload.part() != null) {
            String key = "part:" + upload.part();
            return new Part(key, key, true);
        }
        String one = FILE + ":" + HexFormat.of().formatHex(content.sha256());
        return upload.partial() ? new Part(one, FILE, false) : new Part(FILE, one, true);
    }

    String[] keys() {
        return new String[] {key, other};
    }
}
