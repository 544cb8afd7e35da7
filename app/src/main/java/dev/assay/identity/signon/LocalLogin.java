package dev.assay.identity.signon;

import dev.assay.identity.session.Sessions;
import dev.assay.platform.Development;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether anybody may sign on as anybody (SAML-10): on a developer's machine, if wanted. Made at the start, to refuse it elsewhere. */
@Context
public class LocalLogin {
    private static final Logger LOG = LoggerFactory.getLogger(LocalLogin.class);

    private final boolean on;

    LocalLogin(SignOnSettings settings, Development development, Sessions sessions) {
        this.on = settings.localLogin();
        if (on && !development.enabled()) {
            throw new RefusedSetting(
                    "USE_LOCAL_LOGIN",
                    "lets anybody sign on as anybody, without a password",
                    "Leave it away, or set ASSAY_DEVELOPMENT=true on a developer's machine");
        }
        if (on && !sessions.areUsable()) {
            throw new RefusedSetting(
                    "SESSIONS_SECRET",
                    "is not set, so nobody could be signed on",
                    "Set it to a long random text, such as the output of: openssl rand -base64 48");
        }
        if (on) {
            LOG.warn("USE_LOCAL_LOGIN: anybody signs on as anybody, and Launchpad is not asked");
        }
    }

    public boolean isOn() {
        return on;
    }
}
