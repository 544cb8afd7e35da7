package dev.assay.upload.junit;

import dev.assay.platform.IndexedText;

/**
 * A text of a file that was changed when it was stored.
 *
 * @param kind for programs, such as {@code shortened}
 * @param line the line in the file, from 1; 0 if the text is not in the file
 * @param detail a sentence that says what was done
 */
public record Warning(String kind, int line, String detail) {

    /**
     * @param what the beginning of the sentence, such as {@code The name of a case}
     * @param kept the text after {@link IndexedText#shortened}
     */
    public static Warning shortened(String what, int line, String text, String kept) {
        return new Warning(
                "shortened",
                line,
                "%s has %,d bytes in UTF-8. It was shortened to %,d, and ends in %s now."
                        .formatted(
                                what,
                                IndexedText.length(text),
                                IndexedText.length(kept),
                                kept.substring(kept.lastIndexOf('…'))));
    }
}
