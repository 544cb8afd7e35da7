package dev.assay.identity.signon;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param frontendUrl {@code FRONTEND_URL}: where browsers may be redirected to after signing on and off (SAML-6)
 * @param localLogin {@code USE_LOCAL_LOGIN}: allows signing on as any user without a password, for development (SAML-10)
 */
@ConfigurationProperties("assay.sign-on")
record SignOnSettings(String frontendUrl, boolean localLogin) {}
