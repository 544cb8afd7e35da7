package dev.assay.identity.signon;

import dev.assay.identity.session.Sessions;
import dev.assay.platform.Development;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The switch for signing on as any user without a password (SAML-10), for development only. Created at the start, so that the
 * server does not start with it elsewhere.
 */
@Context
public class LocalLogin {
    private static final Logger LOG = LoggerFactory.getLogger(LocalLogin.class);

    private final boolean on;

    LocalLogin(SignOnSettings settings, Development development, Sessions sessions) {
        this.on = settings.localLogin();
        if (on && !development.enabled()) {
            throw new RefusedSetting(
                    "USE_LOCAL_LOGIN",
                    "allows anyone to sign on as any user, without a password",
                    "Remove it, or set ASSAY_DEVELOPMENT=true on a developer's machine");
        }
        if (on && !sessions.areUsable()) {
            throw new RefusedSetting(
                    "SESSIONS_SECRET",
                    "is not set, so users could not sign on",
                    "Set it to a long random text, such as the output of: openssl rand -base64 48");
        }
        if (on) {
            LOG.warn("USE_LOCAL_LOGIN is on: anyone can sign on as any user, and Launchpad is not asked");
        }
    }

    public boolean isOn() {
        return on;
    }
}
