package dev.assay.identity.session;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * @param secret {@code SESSIONS_SECRET}: signs the cookies of sessions (AUTH-5a); if it is empty, users cannot sign in
 * @param httpsOnly {@code SESSIONS_HTTPS_ONLY}: browsers send the cookie over HTTPS only (CONF-21)
 */
@ConfigurationProperties("assay.sessions")
record SessionSettings(
        String secret, @Bindable(defaultValue = "true") boolean httpsOnly) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "SessionSettings[" + (secret.isBlank() ? "no secret" : "…") + ", " + httpsOnly + "]";
    }
}
