package dev.assay.upload.junit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How result files write durations: seconds, with the grouping and the decimal mark of many countries. */
final class Seconds {
    /** In characters; a longer one is not a number of seconds. */
    private static final int LENGTH_LIMIT = 32;
    /** About 300 years. */
    private static final double LIMIT = 1e10;

    private Seconds() {}

    /** To the microsecond; null when missing, negative or not a number. */
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
     * The last mark is the decimal one when both occur. A lone comma before three digits groups thousands, as Surefire
     * writes it, unless it follows a single zero.
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
