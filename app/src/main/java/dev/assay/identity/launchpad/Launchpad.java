package dev.assay.identity.launchpad;

import dev.assay.outbound.Http;
import dev.assay.outbound.Outbound;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks up people by e-mail address in Launchpad, anonymously (EXT-10). */
@Singleton
public class Launchpad {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration ALL_PAGES = Duration.ofSeconds(30);
    private static final int LONGEST_ANSWER = 4 << 20;
    private static final int MOST_PAGES = 40;

    private final String url;
    private final JsonMapper json;
    private final Http http;

    Launchpad(LaunchpadSettings settings, Outbound outbound, JsonMapper json) {
        this.url = settings.url();
        this.json = json;
        this.http = outbound.toSetting(DEADLINE, LONGEST_ANSWER);
    }

    /**
     * A person in Launchpad.
     *
     * @param handle never empty
     * @param teams names of all the person's teams, including teams that contain these teams
     */
    public record Person(String handle, String displayName, List<String> teams) {
        public Person {
            teams = List.copyOf(teams);
        }
    }

    /**
     * The person with this address; empty if Launchpad has no such person, or is switched off. Fails if Launchpad does not
     * give a valid answer.
     */
    public Optional<Person> person(String email) throws IOException {
        if (url.isBlank()) {
            return Optional.empty();
        }
        JsonNode person = ask(
                URI.create(url + "/people?ws.op=getByEmail&email=" + URLEncoder.encode(email, StandardCharsets.UTF_8)));
        if (person.isNull()) {
            return Optional.empty();
        }
        String handle = text(person, "name");
        if (handle == null || handle.isBlank()) {
            throw new IOException("a person without a name");
        }
        String displayName = text(person, "display_name");
        return Optional.of(new Person(
                handle,
                displayName == null ? handle : displayName,
                teams(text(person, "super_teams_collection_link"))));
    }

    /** Reads all pages, but only from the API's own host, and up to a limit of pages and time. */
    private List<String> teams(@Nullable String first) throws IOException {
        List<String> names = new ArrayList<>();
        long begun = System.nanoTime();
        String next = first;
        for (int pages = 0; next != null; pages++) {
            if (pages == MOST_PAGES || System.nanoTime() - begun > ALL_PAGES.toNanos()) {
                throw new IOException("a list of teams that is too long");
            }
            JsonNode page = ask(sameOrigin(next));
            JsonNode entries = page.get("entries");
            if (entries == null || !entries.isArray()) {
                throw new IOException("a list of teams without entries");
            }
            for (JsonNode team : entries.values()) {
                String name = text(team, "name");
                if (name != null && !name.isBlank()) {
                    names.add(name);
                }
            }
            next = text(page, "next_collection_link");
        }
        return names;
    }

    private URI sameOrigin(String link) throws IOException {
        URI base = URI.create(url);
        try {
            URI uri = URI.create(link);
            if (base.getScheme().equals(uri.getScheme())
                    && base.getRawAuthority().equals(uri.getRawAuthority())) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("a link that is not valid", e);
        }
        throw new IOException("a link to another server");
    }

    private JsonNode ask(URI uri) throws IOException {
        JsonNode answer = json.readValue(http.get(uri, "application/json"), JsonNode.class);
        if (answer == null || answer.isNull()) {
            return JsonNode.nullNode();
        }
        if (!answer.isObject()) {
            throw new IOException("not an object from " + uri.getPath());
        }
        return answer;
    }

    /** Null if it is absent, not text, or contains characters that PostgreSQL cannot store. */
    private static @Nullable String text(JsonNode object, String name) {
        JsonNode value = object.isObject() ? object.get(name) : null;
        if (value == null || !value.isString() || value.getStringValue().indexOf('\0') >= 0) {
            return null;
        }
        return value.getStringValue();
    }
}
