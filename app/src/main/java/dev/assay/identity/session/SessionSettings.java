package dev.assay.identity.session;

import io.micronaut.context.annotation.ConfigurationProperties;

/** @param secret {@code SESSIONS_SECRET}: signs the cookies of sessions (AUTH-5a); without one nobody is signed in */
@ConfigurationProperties("assay.sessions")
record SessionSettings(String secret) {}
