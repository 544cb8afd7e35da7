package dev.assay.web.input.forgiving;

import dev.assay.web.input.RefusedInput;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Timestamps as clients write them (CONV-23, CONV-24); the result is naive UTC with microseconds. */
final class Timestamps {
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,30}(\\.\\d{0,30})?");
    private static final Pattern FORM = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})"
            + "(?:[Tt _](\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,30}))?)?(?:([Zz])|([+-])(\\d{2}):?(\\d{2}))?)?");
    private static final BigDecimal MILLIS_FROM = new BigDecimal("2e10");
    private static final BigDecimal THOUSAND = new BigDecimal(1000);

    private Timestamps() {}

    /** @throws RefusedInput if the text is not a timestamp between the years 1 and 9999; it says why */
    static LocalDateTime parse(String text) {
        String stripped = text.strip();
        try {
            LocalDateTime moment = NUMBER.matcher(stripped).matches() ? unix(stripped) : calendar(stripped);
            if (moment.getYear() < 1 || moment.getYear() > 9999) {
                throw new RefusedInput("year is out of range 1 to 9999");
            }
            return moment;
        } catch (DateTimeException | ArithmeticException e) {
            throw new RefusedInput("a part of the date or time is out of range");
        }
    }

    private static LocalDateTime unix(String text) {
        BigDecimal value = new BigDecimal(text.endsWith(".") ? text + "0" : text);
        BigDecimal seconds = value.abs().compareTo(MILLIS_FROM) > 0 ? value.divide(THOUSAND) : value;
        BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
        int micros = seconds.subtract(whole).movePointRight(6).intValue();
        return LocalDateTime.ofEpochSecond(whole.longValueExact(), micros * 1000, ZoneOffset.UTC);
    }

    private static LocalDateTime calendar(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new RefusedInput(text.length() < 10 ? "input is too short" : "input is not an ISO 8601 date or time");
        }
        LocalDate date = LocalDate.of(number(m, 1), number(m, 2), number(m, 3));
        if (m.group(4) == null) {
            return date.atStartOfDay();
        }
        int second = m.group(6) == null ? 0 : number(m, 6);
        LocalTime time = LocalTime.of(number(m, 4), number(m, 5), second, micros(m.group(7)) * 1000);
        LocalDateTime local = date.atTime(time);
        if (m.group(9) == null) {
            return local;
        }
        if (number(m, 10) > 23 || number(m, 11) > 59) {
            throw new RefusedInput("the time zone offset must be less than 24 hours");
        }
        int minutes = number(m, 10) * 60 + number(m, 11);
        return local.minusMinutes("-".equals(m.group(9)) ? -minutes : minutes);
    }

    private static int micros(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000").substring(0, 6));
    }

    private static int number(Matcher m, int group) {
        return Integer.parseInt(m.group(group));
    }
}
