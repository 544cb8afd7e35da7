package dev.assay.notification;

import io.micronaut.context.annotation.ConfigurationProperties;

/** @param frontendUrl {@code FRONTEND_URL}: base URL of links to pages, without a slash at the end (NOTIF-2) */
@ConfigurationProperties("assay.notifications")
record NotificationSettings(String frontendUrl) {}
