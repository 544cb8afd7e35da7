package dev.assay.report;

import java.util.List;

/** Formats events as Python prints a list of dictionaries, for readers that parse reports with Python (REP-15). */
final class PythonText {
    private static final int SECONDS = 19;
    private static final int MILLIS = 3;

    private PythonText() {}

    static String of(List<ReportEvents.Event> events) {
        StringBuilder text = new StringBuilder("[");
        for (ReportEvents.Event event : events) {
            text.append(text.length() == 1 ? "{'event_name': " : ", {'event_name': ");
            string(event.eventName(), text);
            text.append(", 'timestamp': '").append(format(event.timestamp()));
            text.append("', 'detail': ");
            string(event.detail(), text);
            text.append('}');
        }
        return text.append(']').toString();
    }

    /** Formats a time such as {@code 2026-05-02T07:41:10.0049}. PostgreSQL omits zeros at its end. */
    private static String format(String time) {
        String fraction = time.length() > SECONDS ? time.substring(SECONDS + 1) : "";
        return time.substring(0, SECONDS).replace('T', ' ') + ":" + (fraction + "000").substring(0, MILLIS);
    }

    private static void string(String value, StringBuilder text) {
        char quote = value.indexOf('\'') >= 0 && value.indexOf('"') < 0 ? '"' : '\'';
        text.append(quote);
        value.codePoints().forEach(c -> character(c, quote, text));
        text.append(quote);
    }

    private static void character(int c, char quote, StringBuilder text) {
        switch (c) {
            case '\\' -> text.append("\\\\");
            case '\t' -> text.append("\\t");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            default -> {
                if (c == quote) {
                    text.append('\\').append(quote);
                } else if (isPrintable(c)) {
                    text.appendCodePoint(c);
                } else {
                    String form = c <= 0xff ? "\\x%02x" : c <= 0xffff ? "\\u%04x" : "\\U%08x";
                    text.append(form.formatted(c));
                }
            }
        }
    }

    /**
     * True if Python prints the character as it is: it is not a control, format, unassigned or private character, nor a
     * separator except the blank.
     */
    private static boolean isPrintable(int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR -> false;
                    default -> true;
                };
    }
}
