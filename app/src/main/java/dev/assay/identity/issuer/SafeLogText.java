package dev.assay.identity.issuer;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes text from outside safe for our log: short, and on one line. */
public final class SafeLogText {
    private static final int LONGEST = 200;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\"\\\\]");

    private SafeLogText() {}

    public static String shown(@Nullable String said) {
        String text = said == null ? "" : said;
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return UNSEEN.matcher(cut)
                .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
    }
}
