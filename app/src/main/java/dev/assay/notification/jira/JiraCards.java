package dev.assay.notification.jira;

import dev.assay.notification.SendOutcome;
import dev.assay.outbound.Http;
import dev.assay.outbound.Outbound;
import dev.assay.outbound.Request;
import dev.assay.outbound.Response;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Creates cards in Jira (NOTIF-20 to NOTIF-24, EXT-8, EXT-9). */
@Singleton
public class JiraCards {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int LONGEST_ANSWER = 1024 * 1024;

    /** The database indexes the keys, so their length is limited. */
    private static final int LONGEST_KEY = 255;

    /** The most that Jira's clock may be behind ours. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final JiraSettings settings;
    private final Http http;
    private final JsonMapper json;
    private final Clock clock;

    JiraCards(JiraSettings settings, Outbound outbound, JsonMapper json, Clock clock) {
        this.clock = clock;
        this.settings = settings;
        this.http = outbound.toSetting(DEADLINE, LONGEST_ANSWER);
        this.json = json;
    }

    /** Jira refused a request. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient SendOutcome outcome;

        Refusal(SendOutcome outcome) {
            super(null, null, false, false);
            this.outcome = outcome;
        }
    }

    /**
     * Creates the card if it is needed. First searches for a card that an earlier attempt may have created.
     *
     * @param known true if the issue with this key is the card of another delivery
     */
    public SendOutcome make(Card card, Predicate<String> known) {
        if (!settings.isConfigured()) {
            return new SendOutcome.Needless("Jira is not configured (JIRA_CLOUD_ID, JIRA_EMAIL, JIRA_API_TOKEN)");
        }
        if (!card.assigned()) {
            return new SendOutcome.Needless("The user no longer reviews the artefact");
        }
        if (card.handle() == null || card.handle().isBlank()) {
            return new SendOutcome.Needless("The user has no Launchpad handle, which is needed to find them in Jira");
        }
        try {
            Optional<String> account = account(card.handle());
            if (account.isEmpty()) {
                return new SendOutcome.Needless("Jira has no user with this Launchpad handle");
            }
            Optional<String> made = card.repeated() ? find(card, account.get(), known) : Optional.empty();
            return new SendOutcome.Delivered(made.isPresent() ? made.get() : create(card, account.get()));
        } catch (Refusal e) {
            return e.outcome;
        } catch (IOException e) {
            return SendOutcome.unanswered(e);
        }
    }

    /** Finds the id of the reviewer's account (EXT-8). */
    private Optional<String> account(String handle) throws IOException, Refusal {
        JsonNode found = call("/rest/api/3/user/search?query=" + encoded(handle), null);
        return found.isArray() && found.size() > 0 ? text(found.get(0), "accountId") : Optional.empty();
    }

    /** Creates the card and returns its key (EXT-9). */
    private String create(Card card, String account) throws IOException, Refusal {
        Map<String, Object> paragraph =
                Map.of("type", "paragraph", "content", List.of(Map.of("type", "text", "text", card.description())));
        Map<String, Object> fields = Map.of(
                "project", Map.of("key", card.project()),
                "parent", Map.of("key", card.parent()),
                "issuetype", Map.of("name", "Task"),
                "assignee", Map.of("accountId", account),
                "summary", card.summary(),
                "description", Map.of("type", "doc", "version", 1, "content", List.of(paragraph)));
        JsonNode made = call("/rest/api/3/issue", Map.of("fields", fields));
        // The card exists, so another attempt would create a second one
        return key(made)
                .orElseThrow(() -> new Refusal(new SendOutcome.Never("Jira did not return the key of the card")));
    }

    private static Optional<String> key(@Nullable JsonNode issue) {
        return text(issue, "key").filter(key -> key.length() <= LONGEST_KEY);
    }

    /** Finds the key of the same card, if it was created after it was requested. */
    private Optional<String> find(Card card, String account, Predicate<String> known) throws IOException, Refusal {
        long minutes =
                Duration.between(card.since(), clock.instant()).plus(SKEW).toMinutes();
        String jql = "parent = \"%s\" AND created >= \"-%dm\" ORDER BY created DESC"
                .formatted(card.parent().replace("\\", "\\\\").replace("\"", "\\\""), Math.max(1, minutes));
        JsonNode found =
                call("/rest/api/3/search/jql?maxResults=100&fields=summary,assignee&jql=" + encoded(jql), null);
        JsonNode issues = found.get("issues");
        if (issues != null) {
            for (JsonNode issue : issues.values()) {
                JsonNode fields = issue.get("fields");
                Optional<String> key = key(issue).filter(known.negate());
                boolean same =
                        text(fields, "summary").filter(card.summary()::equals).isPresent()
                                && text(fields == null ? null : fields.get("assignee"), "accountId")
                                        .filter(account::equals)
                                        .isPresent();
                if (same && key.isPresent()) {
                    return key;
                }
            }
        }
        return Optional.empty();
    }

    private JsonNode call(String path, @Nullable Object body) throws IOException, Refusal {
        URI uri = URI.create(settings.base() + path);
        Request request = body == null
                ? Request.get(uri)
                : Request.of("POST", uri, "application/json", json.writeValueAsBytes(body));
        Response answer = http.send(
                request.with("Authorization", settings.authorization()).with("Accept", "application/json"));
        if (!answer.isSuccess()) {
            throw new Refusal(refusal(answer));
        }
        JsonNode node = json.readValue(answer.body(), JsonNode.class);
        return node == null ? JsonNode.nullNode() : node;
    }

    /** A wrong token is not final: the operator can correct it, and the card is still wanted then. */
    private static SendOutcome refusal(Response answer) {
        return answer.status() == 401 || answer.status() == 403
                ? new SendOutcome.Later(
                        "Jira answered " + answer.status() + ": see JIRA_EMAIL and JIRA_API_TOKEN", null)
                : SendOutcome.failed(answer);
    }

    private static Optional<String> text(@Nullable JsonNode node, String member) {
        JsonNode value = node == null ? null : node.get(member);
        return value != null && value.isString() ? Optional.of(value.getStringValue()) : Optional.empty();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
