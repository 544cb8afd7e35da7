package dev.assay.testing;

import dev.assay.access.Permission;
import dev.assay.access.Permissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Creates users, teams and matching rules as rows; no other test uses the same ones. */
public record People(TestDatabase database) {
    private static final AtomicInteger MADE = new AtomicInteger();

    /** A user that was stored. */
    public record User(int id, String handle, String email, String name) {}

    public User user() {
        int unique = MADE.incrementAndGet();
        User user = new User(0, "handle-" + unique, "user-" + unique + "@example.org", "User " + unique);
        int id = id("""
                INSERT INTO app_user (email, launchpad_handle, name, created_at, updated_at)
                VALUES ('%s', '%s', '%s', now(), now()) RETURNING id
                """.formatted(user.email, user.handle, user.name));
        return new User(id, user.handle, user.email, user.name);
    }

    /** Creates so many users, each a member of the team. */
    public List<User> members(int team, int count) {
        List<User> users = Stream.generate(this::user).limit(count).toList();
        users.forEach(user -> join(team, user));
        return users;
    }

    public User admin() {
        User user = user();
        database.execute("UPDATE app_user SET is_admin = true WHERE id = " + user.id);
        return user;
    }

    /** The id of a new session; the end is an SQL expression. */
    public int session(User user, String end) {
        return id("""
                INSERT INTO user_session (user_id, expires_at, created_at, updated_at)
                VALUES (%d, %s, now(), now()) RETURNING id
                """.formatted(user.id, end));
    }

    public int team(Permission... permissions) {
        int team = id("""
                INSERT INTO team (name, permissions, created_at, updated_at)
                VALUES ('team-%d', '{%s}', now(), now()) RETURNING id
                """.formatted(MADE.incrementAndGet(), names(permissions)));
        Stream.of(permissions)
                .filter(Permission::isOurs)
                .forEach(permission -> database.execute(
                        "INSERT INTO team_permission VALUES (%d, '%s')".formatted(team, permission.wire())));
        return team;
    }

    public void join(int team, User user) {
        database.execute(
                "INSERT INTO team_users_association (team_id, user_id) VALUES (%d, %d)".formatted(team, user.id));
    }

    /** Creates a rule of a team; the attributes are columns, such as {@code name} and {@code stage}. */
    public int rule(int team, String family, Map<String, String> attributes, Permission... grants) {
        String columns = attributes.keySet().stream().map(c -> ", " + c).collect(Collectors.joining());
        String values = attributes.values().stream().map(v -> ", '" + v + "'").collect(Collectors.joining());
        int rule = id("""
                INSERT INTO artefact_matching_rule (family, grant_permissions, created_at, updated_at%s)
                VALUES ('%s', '{%s}', now(), now()%s) RETURNING id
                """.formatted(columns, family, names(grants), values));
        database.execute("""
                INSERT INTO artefact_matching_rule_team_association (artefact_matching_rule_id, team_id)
                VALUES (%d, %d)""".formatted(rule, team));
        return rule;
    }

    private int id(String insert) {
        return Integer.parseInt(database.strings(insert).getFirst());
    }

    private static String names(Permission... permissions) {
        return String.join(",", Permissions.theirs(List.of(permissions)));
    }
}
