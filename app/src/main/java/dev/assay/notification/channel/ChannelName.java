package dev.assay.notification.channel;

import dev.assay.web.input.Input;
import dev.assay.web.input.RefusedInput;
import java.util.regex.Pattern;

/** The name that a user gives to a channel. It needs no escaping in a path. */
@Input.Scalar
public record ChannelName(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public ChannelName {
        if (!FORM.matcher(value).matches()) {
            throw new RefusedInput(
                    "a channel's name has 1 to 64 letters, digits, dots, hyphens and underscores, and begins with a letter or digit");
        }
    }
}
