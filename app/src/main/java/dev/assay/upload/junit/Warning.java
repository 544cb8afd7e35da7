package dev.assay.upload.junit;

import dev.assay.platform.IndexedText;

/**
 * Something that a file says and that was stored otherwise.
 *
 * @param kind for programs, such as {@code shortened}
 * @param line of the file, 1-based; 0 for what the file does not say
 * @param detail what was done, in a sentence
 */
public record Warning(String kind, int line, String detail) {

    /**
     * @param what begins the sentence: {@code The name of a case}
     * @param kept what {@link IndexedText#shortened} made of the text
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
