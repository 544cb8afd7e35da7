package dev.assay.upload.junit;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses durations of result files: seconds with the thousands separators and decimal marks of many countries, a number
 * with a unit ({@code 12ms}), hours, minutes and seconds ({@code
 * 00:01:02.5}), or ISO 8601 ({@code PT1.5S}).
 */
final class Seconds {
    /** The limit in characters. A longer text is not a duration. */
    private static final int LENGTH_LIMIT = 32;
    /** About 300 years. */
    private static final double LIMIT = 1e10;

    private static final Pattern WITH_UNIT = Pattern.compile("([0-9.,+eE-]+?)\\s*([a-zµμ]+)");
    private static final Pattern CLOCK = Pattern.compile("(?:([0-9]{1,6}):)?([0-9]{1,6}):([0-9]{1,2}(?:[.,][0-9]+)?)");
    private static final Map<String, Double> UNITS = Map.ofEntries(
            Map.entry("ns", 1e-9),
            Map.entry("us", 1e-6),
            Map.entry("µs", 1e-6),
            Map.entry("μs", 1e-6),
            Map.entry("ms", 1e-3),
            Map.entry("s", 1.0),
            Map.entry("sec", 1.0),
            Map.entry("secs", 1.0),
            Map.entry("second", 1.0),
            Map.entry("seconds", 1.0),
            Map.entry("m", 60.0),
            Map.entry("min", 60.0),
            Map.entry("h", 3_600.0));

    private Seconds() {}

    /** The duration to the microsecond; null if it is missing, negative or not a duration. */
    static @Nullable Duration parse(@Nullable String text) {
        if (text == null || text.length() > LENGTH_LIMIT) {
            return null;
        }
        if (text.startsWith("P")) {
            return iso(text);
        }
        double seconds = isNumber(text) ? number(text) : words(text);
        return seconds >= 0 && seconds <= LIMIT ? Duration.ofNanos(Math.round(seconds * 1e6) * 1_000) : null;
    }

    private static @Nullable Duration iso(String text) {
        try {
            Duration time = Duration.parse(text);
            return time.isNegative() || time.toSeconds() > LIMIT ? null : time.truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static double words(String text) {
        Matcher clock = CLOCK.matcher(text);
        if (clock.matches()) {
            double hours = clock.group(1) == null ? 0 : number(clock.group(1));
            return (hours * 60 + number(clock.group(2))) * 60
                    + number(clock.group(3).replace(',', '.'));
        }
        Matcher withUnit = WITH_UNIT.matcher(text.toLowerCase(Locale.ROOT));
        Double unit = withUnit.matches() ? UNITS.get(withUnit.group(2)) : null;
        return unit == null ? Double.NaN : number(withUnit.group(1)) * unit;
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && ".,+-eE".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** NaN if it is not a number. */
    private static double number(String text) {
        try {
            return Double.parseDouble(withPoint(text));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
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
