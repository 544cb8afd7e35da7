package dev.assay.identity.launchpad;

import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;

/** @param url {@code LAUNCHPAD_URL}: the root of its API, without a slash at the end; if it is empty, Launchpad is not asked */
@Context
@ConfigurationProperties("assay.launchpad")
record LaunchpadSettings(String url) {
    LaunchpadSettings {
        if (!url.isBlank() && !url.matches("https?://[^/?#\\s]+(/[^?#\\s]*[^/?#\\s])?")) {
            throw new RefusedSetting(
                    "LAUNCHPAD_URL",
                    "is not the root URL of an API",
                    "Remove it to use https://api.launchpad.net/devel, or set it to an empty text to switch Launchpad off");
        }
    }
}
