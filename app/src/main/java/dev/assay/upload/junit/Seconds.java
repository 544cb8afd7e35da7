package dev.assay.upload.junit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Parses durations of result files: seconds, with the thousands separators and decimal marks of many countries. */
final class Seconds {
    /** The limit in characters. A longer text is not a number of seconds. */
    private static final int LENGTH_LIMIT = 32;
    /** About 300 years. */
    private static final double LIMIT = 1e10;

    private Seconds() {}

    /** The duration to the microsecond; null if it is missing, negative or not a number. */
    static @Nullable Duration parse(@Nullable String text) {
        if (text == null || text.length() > LENGTH_LIMIT || !belongs(text)) {
            return null;
        }
        try {
            double seconds = Double.parseDouble(withPoint(text));
            return seconds >= 0 && seconds <= LIMIT ? Duration.ofNanos(Math.round(seconds * 1e6) * 1_000) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean belongs(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && ".,+-eE".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Normalises the decimal mark to a point. If commas and points occur, the last one is the decimal mark. A single
     * comma before three digits separates thousands, as Surefire writes it, unless it follows a single zero.
     */
    private static String withPoint(String text) {
        int comma = text.lastIndexOf(',');
        if (comma < 0) {
            return text;
        }
        int point = text.lastIndexOf('.');
        boolean lone = text.indexOf(',') == comma;
        boolean decimal =
                point >= 0 ? comma > point && lone : lone && (text.length() - comma != 4 || text.startsWith("0,"));
        return decimal ? text.replace(".", "").replace(',', '.') : text.replace(",", "");
    }
}
