package dev.assay.upload.junit.repair;

import java.util.Locale;

/**
 * A place of a file that was changed so that it could be read.
 *
 * @param line from 1
 * @param detail a sentence that says what was done
 */
public record Repair(Kind kind, int line, String detail) {

    /** What was changed. */
    public enum Kind {
        /** The encoding is not the one that the file declares, or some bytes are not text in it. */
        ENCODING,
        /** A character that XML forbids. */
        CHARACTER,
        /** An ampersand that begins no reference. */
        AMPERSAND,
        /** A reference to an entity that XML does not define. */
        ENTITY,
        /** A less-than sign that begins no tag. */
        LESS_THAN,
        /** The end of a CDATA section where none began. */
        CDATA_END,
        /** Text before, between or after the documents. */
        TEXT_OUTSIDE,
        /** Another document in the same file. */
        DOCUMENTS,
        /** A text that is too long. */
        SHORTENED;

        /** The name in an answer, such as {@code text_outside}. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
