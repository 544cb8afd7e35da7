package dev.assay.identity.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.access.Permission;
import dev.assay.testing.People;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Changes of users and their teams by sign-on and commands (auth.md sections 4, 5, 9). */
class UsersTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final Users USERS = SERVER.bean(Users.class);
    private static final People PEOPLE = new People(SERVER.database());

    /** SAML-8: addresses are compared exactly */
    @Test
    void aPersonIsMadeOnceAndFoundAfterwards() {
        int id = USERS.findOrCreate("found@example.org", "Fay Found", null);

        assertThat(USERS.findOrCreate("found@example.org", "Another Name", null))
                .isEqualTo(id);
        assertThat(USERS.idByEmail("found@example.org")).contains(id);
        assertThat(USERS.idByEmail("Found@example.org")).isEmpty();
        assertThat(row(id)).containsExactly("found@example.org", "Fay Found", "", "f");
    }

    /** SAML-8, A7: a missing handle is filled in, an existing one stays */
    @Test
    void aMissingHandleIsFilledIn() {
        int id = USERS.findOrCreate("handle@example.org", "Hal", null);
        USERS.findOrCreate("handle@example.org", "Other", "hal");
        assertThat(row(id)).containsExactly("handle@example.org", "Hal", "hal", "f");

        USERS.findOrCreate("handle@example.org", "Hal", "hal-2");
        USERS.findOrCreate("handle@example.org", "Hal", null);
        assertThat(row(id)).containsExactly("handle@example.org", "Hal", "hal", "f");
    }

    /** SAML-8: two concurrent first logins create one user */
    @Test
    void togetherTheyMakeOne() {
        List<Integer> ids = Together.call(8, i -> USERS.findOrCreate("together@example.org", "Tom", "tom"));

        assertThat(Set.copyOf(ids)).hasSize(1);
    }

    /** SAML-9 */
    @Test
    void joiningMakesTeamsWithoutPermissionsAndLeavesNone() {
        int id = PEOPLE.user().id();
        int known = PEOPLE.team(Permission.VIEW_TEST);
        String name = SERVER.database()
                .strings("SELECT name FROM team WHERE id = " + known)
                .getFirst();

        USERS.joinTeams(id, List.of(name, "joined-b", "joined-a", "joined-b"));
        USERS.joinTeams(id, List.of("joined-c"));
        USERS.joinTeams(id, List.of());

        assertThat(SERVER.database().rows("""
                SELECT t.name, t.permissions::text FROM team t JOIN team_users_association x ON x.team_id = t.id
                WHERE x.user_id = %d ORDER BY t.name = '%s' DESC, t.name""".formatted(id, name)))
                .containsExactly(
                        List.of(name, "{view_test}"),
                        List.of("joined-a", "{}"),
                        List.of("joined-b", "{}"),
                        List.of("joined-c", "{}"));
    }

    /** SAML-9: many users join the same new teams concurrently */
    @Test
    void togetherTheyJoinTheSameNewTeams() {
        List<String> names = IntStream.range(0, 20).mapToObj(i -> "rush-" + i).toList();
        List<People.User> users =
                IntStream.range(0, 8).mapToObj(i -> PEOPLE.user()).toList();

        Together.call(users.size(), i -> {
            USERS.joinTeams(users.get(i).id(), i % 2 == 0 ? names : names.reversed());
            return i;
        });

        assertThat(SERVER.database().strings("""
                SELECT count(*) FROM team t JOIN team_users_association x ON x.team_id = t.id WHERE t.name LIKE 'rush-%'
                """)).containsExactly("160");
        assertThat(SERVER.database().strings("SELECT count(*) FROM team WHERE name LIKE 'rush-%'"))
                .containsExactly("20");
    }

    private static List<String> row(int id) {
        return SERVER.database()
                .rows("SELECT email, name, launchpad_handle, is_admin FROM app_user WHERE id = " + id)
                .getFirst();
    }
}
