package dev.assay.upload.junit.repair;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the text between {@code &} and {@code ;} refers to. */
sealed interface Reference {
    /** A reference that the parser reads. */
    record Known() implements Reference {}

    /** An entity of HTML. */
    record Html(String character) implements Reference {}

    /** An entity that is not defined. */
    record Unknown() implements Reference {}

    /** A character that XML forbids. */
    record Forbidden(int character) implements Reference {}

    Set<String> PREDEFINED = Set.of("lt", "gt", "amp", "quot", "apos");
    Pattern NAME = Pattern.compile("[\\p{L}_:][\\p{L}\\p{N}_:.-]*");
    Pattern NUMBER = Pattern.compile("#(?:x0*([0-9a-fA-F]{1,8})|0*([0-9]{1,9}))");

    /** The reference; null if the text is not one. */
    static @Nullable Reference of(String text, boolean version11) {
        Matcher number = NUMBER.matcher(text);
        if (number.matches()) {
            long code = number.group(1) != null ? Long.parseLong(number.group(1), 16) : Long.parseLong(number.group(2));
            return isAllowed(code, version11)
                    ? new Known()
                    : new Forbidden((int) Math.min(code, Character.MAX_CODE_POINT + 1));
        }
        if (PREDEFINED.contains(text)) {
            return new Known();
        }
        String character = Entities.character(text);
        if (character != null) {
            return new Html(character);
        }
        return NAME.matcher(text).matches() ? new Unknown() : null;
    }

    private static boolean isAllowed(long code, boolean version11) {
        if (code < ' ') {
            return code == '\t' || code == '\n' || code == '\r' || version11 && code > 0;
        }
        return code < Character.MIN_SURROGATE
                || code > Character.MAX_SURROGATE && code < 0xFFFE
                || code > 0xFFFF && code <= Character.MAX_CODE_POINT;
    }
}
