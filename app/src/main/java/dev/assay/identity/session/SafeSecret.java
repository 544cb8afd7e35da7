package dev.assay.identity.session;

import dev.assay.platform.Development;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.Context;

/**
 * Refuses to start with a session secret that could be guessed, or with cookies that could be read on the network: anyone who
 * has one of these could sign in as any user.
 */
@Context
class SafeSecret {
    private static final int SHORTEST = 16;

    SafeSecret(SessionSettings settings, Development development) {
        String secret = settings.secret();
        if (!secret.isBlank() && secret.length() < SHORTEST && !development.enabled()) {
            throw new RefusedSetting(
                    "SESSIONS_SECRET",
                    secret.equals("secret")
                            ? "is the well-known default: anyone could sign in as any user"
                            : "is shorter than " + SHORTEST + " characters: it could be guessed",
                    "Set a random one, which signs all users out once: SESSIONS_SECRET=$(openssl rand -hex 32)");
        }
        if (!settings.httpsOnly() && !development.enabled()) {
            throw new RefusedSetting(
                    "SESSIONS_HTTPS_ONLY",
                    "is false: session cookies could be read on the network",
                    "Remove it, or set ASSAY_DEVELOPMENT=true on a developer's machine");
        }
    }
}
