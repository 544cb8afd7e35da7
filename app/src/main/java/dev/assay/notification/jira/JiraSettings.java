package dev.assay.notification.jira;

import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of Jira. They are read at the start; an incomplete configuration stops the server's start.
 *
 * @param cloudId {@code JIRA_CLOUD_ID}
 * @param email {@code JIRA_EMAIL}
 * @param apiToken {@code JIRA_API_TOKEN}
 * @param url {@code JIRA_URL}: used instead of Atlassian's API for this cloud; without a slash at the end
 */
@Context
@ConfigurationProperties("assay.jira")
record JiraSettings(String cloudId, String email, String apiToken, String url) {
    JiraSettings {
        Map<String, String> needed = new LinkedHashMap<>();
        needed.put("JIRA_CLOUD_ID", cloudId);
        needed.put("JIRA_EMAIL", email);
        needed.put("JIRA_API_TOKEN", apiToken);
        List<String> missing =
                needed.keySet().stream().filter(key -> isBlank(needed, key)).toList();
        if (!missing.isEmpty() && missing.size() < needed.size()) {
            throw new RefusedSetting(
                    missing.getFirst(),
                    "is missing, although another setting of Jira is set",
                    "Set JIRA_CLOUD_ID, JIRA_EMAIL and JIRA_API_TOKEN, or none of them; for example "
                            + "JIRA_CLOUD_ID=11223344-a1b2-3b33-c444-def123456789 JIRA_EMAIL=assay@example.com");
        }
    }

    boolean isConfigured() {
        return !apiToken.isBlank();
    }

    /** The base URL of the API (EXT-5). */
    String base() {
        return url.isBlank() ? "https://api.atlassian.com/ex/jira/" + cloudId : url;
    }

    String authorization() {
        return "Basic " + Base64.getEncoder().encodeToString((email + ":" + apiToken).getBytes(StandardCharsets.UTF_8));
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "JiraSettings[" + cloudId + ", " + email + ", " + url + "]";
    }

    private static boolean isBlank(Map<String, String> values, String key) {
        return String.valueOf(values.get(key)).isBlank();
    }
}
