package dev.assay.platform;

import io.micronaut.context.exceptions.BeanContextException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A setting with which the server does not start. The message names the key, what is wrong with it and what to write instead. */
public final class RefusedSetting extends RuntimeException {
    private static final long serialVersionUID = 1L;
    /** How the framework says that a value is, for example, not a number. */
    private static final Pattern UNREAD =
            Pattern.compile("Error resolving property value \\[(?<key>[^]]+)]\\. (?<why>Unable to convert .*)");

    /**
     * @param key the key as it is written in the settings, such as {@code SESSIONS_SECRET}
     * @param problem continues "KEY …": {@code is the well-known default: anybody could sign in as anybody}
     * @param next what to do, with an example value
     */
    public RefusedSetting(String key, String problem, String next) {
        super(key + " " + problem + ".\n" + next);
    }

    /** The refused setting that made a start fail, or the failure itself if it has another cause. */
    public static RuntimeException in(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedSetting refused) {
                return refused;
            }
            if (cause instanceof BeanContextException) {
                Matcher unread = UNREAD.matcher(String.valueOf(cause.getMessage()));
                if (unread.find()) {
                    return new RefusedSetting(
                            unread.group("key"),
                            "cannot be read: " + unread.group("why"),
                            "Correct it; docs/operate.md lists the settings and their values.");
                }
            }
        }
        return failure;
    }
}
