package dev.assay.tracker;

import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.Context;

/** Stops the server's start if {@code JIRA_HOST} is not a host name. */
@Context
final class JiraCheck {
    JiraCheck() {
        String host = Source.JIRA.host();
        if (!host.matches("[a-z0-9.-]+")) {
            throw new RefusedSetting(
                    "JIRA_HOST",
                    "is '" + host + "', which is not a host name in lower case",
                    "Write it as in JIRA_HOST=jira.example.com");
        }
    }
}
