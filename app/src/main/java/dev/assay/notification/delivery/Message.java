package dev.assay.notification.delivery;

import dev.assay.notification.NotificationType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message, as text for people and as JSON for programs.
 *
 * @param subject one line
 * @param text one sentence
 * @param url link to a page; null if there is none
 * @param event the JSON
 */
record Message(String subject, String text, @Nullable String url, Map<String, Object> event) {

    static Message of(Due due) {
        Due.About about = due.about();
        return about == null ? test(due) : notification(about);
    }

    /** The JSON of Slack's incoming webhooks. */
    Map<String, Object> slack() {
        String line = escaped(text) + (url == null ? "" : "\n<" + escaped(url) + ">");
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("type", "section");
        section.put("text", ordered("type", "mrkdwn", "text", line));
        return ordered("text", escaped(text), "blocks", List.of(section));
    }

    private static Message notification(Due.About about) {
        String what = line(about.name() + " " + about.version());
        String subject = switch (about.type()) {
            case USER_ASSIGNED_ARTEFACT_REVIEW -> "Review " + what;
            case USER_ASSIGNED_ENVIRONMENT_REVIEW -> "Review environments of " + what;
        };
        String text = switch (about.type()) {
            case USER_ASSIGNED_ARTEFACT_REVIEW ->
                "You were assigned to review the " + about.family() + " " + what + ".";
            case USER_ASSIGNED_ENVIRONMENT_REVIEW ->
                "You were assigned to review test environments of the " + about.family() + " " + what + ".";
        };
        return new Message(
                subject,
                text,
                about.targetUrl(),
                event(
                        "notification." + wire(about.type()),
                        about.createdAt(),
                        ordered(
                                "id",
                                about.notificationId(),
                                "text",
                                text,
                                "url",
                                about.targetUrl(),
                                "artefact",
                                ordered(
                                        "id",
                                        about.artefactId(),
                                        "family",
                                        about.family(),
                                        "name",
                                        about.name(),
                                        "version",
                                        about.version()))));
    }

    private static Message test(Due due) {
        String channel = due.channel() == null ? "" : due.channel().name();
        String text = "This is a test of your notification channel " + channel + ". It works.";
        return new Message(
                "Test of your notification channel " + channel,
                text,
                null,
                event("test", due.createdAt(), ordered("text", text, "channel", channel)));
    }

    private static Map<String, Object> event(String type, Instant at, Map<String, Object> data) {
        return ordered("type", type, "timestamp", at.toString(), "data", data);
    }

    private static String wire(NotificationType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Replaces line breaks and control characters: names and versions are arbitrary text, and must not begin a new header or
     * line.
     */
    static String line(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    }

    /** Escapes the characters that have a meaning in Slack's markup. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static Map<String, Object> ordered(@Nullable Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            Object value = pairs[i + 1];
            if (value != null) {
                map.put(String.valueOf(pairs[i]), value);
            }
        }
        return map;
    }
}
