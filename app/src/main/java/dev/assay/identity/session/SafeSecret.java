package dev.assay.identity.session;

import dev.assay.platform.Development;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.Context;

/** Refuses to start with a secret that others know or could try out: who has it signs in as anybody. */
@Context
class SafeSecret {
    private static final int SHORTEST = 16;

    SafeSecret(SessionSettings settings, Development development) {
        String secret = settings.secret();
        if (!secret.isBlank() && secret.length() < SHORTEST && !development.enabled()) {
            throw new RefusedSetting(
                    "SESSIONS_SECRET",
                    secret.equals("secret")
                            ? "is the well-known default: anybody could sign in as anybody"
                            : "is shorter than " + SHORTEST + " characters: it could be guessed",
                    "Set a random one, which signs everybody out once: SESSIONS_SECRET=$(openssl rand -hex 32)");
        }
    }
}
