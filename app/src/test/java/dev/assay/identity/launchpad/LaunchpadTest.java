package dev.assay.identity.launchpad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.outbound.Outbound;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract background.md EXT-10, with a server on this machine instead of Launchpad. */
class LaunchpadTest {
    private static final String ADA = "/people?ws.op=getByEmail&email=ada%40example.org";

    private final TestLaunchpad server;
    private final Launchpad launchpad;

    LaunchpadTest() throws IOException {
        server = new TestLaunchpad();
        launchpad =
                new Launchpad(new LaunchpadSettings(server.url()), Outbound.of(Map.of()), JsonMapper.createDefault());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPersonHasTheTeamsOfAllPages() throws IOException { // EXT-10
        server.person("ada@example.org", "ada", "a", "b", "c", "d", "e");
        assertThat(launchpad.person("ada@example.org"))
                .contains(new Launchpad.Person("ada", "Of Launchpad", List.of("a", "b", "c", "d", "e")));
        assertThat(server.asked()).hasSize(4);
    }

    @Test
    void aPersonMayHaveNoTeams() throws IOException { // EXT-10
        server.person("ada@example.org", "ada");
        assertThat(launchpad.person("ada@example.org"))
                .contains(new Launchpad.Person("ada", "Of Launchpad", List.of()));
        server.answer(ADA, "{\"name\": \"ada\"}");
        assertThat(launchpad.person("ada@example.org")).contains(new Launchpad.Person("ada", "ada", List.of()));
    }

    @Test
    void aPersonMayBeUnknown() throws IOException { // EXT-10
        server.answer(ADA, "null");
        assertThat(launchpad.person("ada@example.org")).isEmpty();
    }

    @Test
    void anAddressIsNoPartOfAnotherQuestion() throws IOException {
        server.answer("/people?ws.op=getByEmail&email=a%26ws.op%3Dnew%23%40example.org", "null");
        assertThat(launchpad.person("a&ws.op=new#@example.org")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "no json",
                "{}",
                "{\"name\": \"\"}",
                "{\"name\": 7}",
                "{\"name\": \"a\\u0000b\"}",
                "{\"name\": \"ada\", \"super_teams_collection_link\": \"http://127.0.0.1:1/teams\"}",
                "{\"name\": \"ada\", \"super_teams_collection_link\": \"file:///etc/passwd\"}",
                "{\"name\": \"ada\", \"super_teams_collection_link\": \"no link\"}",
                "{\"name\": \"ada\", \"super_teams_collection_link\": \"HERE/missing\"}"
            })
    void invalidAnswersFail(String answer) {
        server.answer(ADA, answer.replace("HERE", server.url()));
        assertThatThrownBy(() -> launchpad.person("ada@example.org")).isInstanceOf(IOException.class);
        assertThat(server.asked()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aListWithoutEndIsNotFollowedForEver() {
        server.person("ada@example.org", "ada", "a");
        server.answer(
                "/~ada/super_teams",
                "{\"entries\": [{\"name\": \"a\"}], \"next_collection_link\": \"%s/~ada/super_teams\"}"
                        .formatted(server.url()));
        assertThatThrownBy(() -> launchpad.person("ada@example.org"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too long");
        assertThat(server.asked()).hasSize(41);
    }

    @Test
    void aServerThatFailsFails() {
        assertThatThrownBy(() -> launchpad.person("ada@example.org"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("503");
    }

    @Test
    void launchpadIsNotAskedIfItIsSwitchedOff() throws IOException {
        assertThat(new Launchpad(new LaunchpadSettings(""), Outbound.of(Map.of()), JsonMapper.createDefault())
                        .person("ada@example.org"))
                .isEqualTo(Optional.empty());
    }
}
