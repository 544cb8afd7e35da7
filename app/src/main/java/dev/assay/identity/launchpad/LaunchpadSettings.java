package dev.assay.identity.launchpad;

import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;

/** @param url {@code LAUNCHPAD_URL}: the root of its API, without slash at the end; empty asks nobody */
@Context
@ConfigurationProperties("assay.launchpad")
record LaunchpadSettings(String url) {
    LaunchpadSettings {
        if (!url.isBlank() && !url.matches("https?://[^/?#\\s]+(/[^?#\\s]*[^/?#\\s])?")) {
            throw new RefusedSetting(
                    "LAUNCHPAD_URL",
                    "is not the root of an API",
                    "Leave it away for https://api.launchpad.net/devel, or empty to ask nobody");
        }
    }
}
