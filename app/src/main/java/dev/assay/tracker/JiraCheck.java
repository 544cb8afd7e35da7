package dev.assay.tracker;

import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.Context;

/** Refuses at the start what is not a host. */
@Context
final class JiraCheck {
    JiraCheck() {
        String host = Source.JIRA.host();
        if (!host.matches("[a-z0-9.-]+")) {
            throw new RefusedSetting(
                    "JIRA_HOST",
                    "is '" + host + "', which is not a host in small letters",
                    "Write it as in JIRA_HOST=jira.example.com");
        }
    }
}
