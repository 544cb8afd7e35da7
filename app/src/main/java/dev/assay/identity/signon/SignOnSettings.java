package dev.assay.identity.signon;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param frontendUrl {@code FRONTEND_URL}: where browsers may be sent after signing on and off (SAML-6)
 * @param localLogin {@code USE_LOCAL_LOGIN}: anybody signs on as anybody, for development (SAML-10)
 */
@ConfigurationProperties("assay.sign-on")
record SignOnSettings(String frontendUrl, boolean localLogin) {}
