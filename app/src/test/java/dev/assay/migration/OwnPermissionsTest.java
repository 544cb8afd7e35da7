package dev.assay.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.access.Permission;
import dev.assay.artefact.ArtefactStatus;
import dev.assay.artefact.Family;
import dev.assay.notification.NotificationType;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.outcome.ResultStatus;
import dev.assay.review.ReviewDecision;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.UnknownValues;
import dev.assay.tracker.IssueStatus;
import dev.assay.tracker.Source;
import io.micronaut.context.ApplicationContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A program that maps Test Observer's schema can read every row, except those of our two families. */
class OwnPermissionsTest {
    private static final String HELD_BEFORE = """
            INSERT INTO application (name, permissions, api_key, created_at, updated_at) VALUES
              ('auditor', '{view_test,view_audit}', 'none:1', '2025-01-01', '2025-01-02'),
              ('ci', '{change_test}', 'none:2', '2025-01-01', '2025-01-02');
            INSERT INTO team (name, permissions, created_at, updated_at) VALUES
              ('auditors', '{view_audit}', '2025-01-01', '2025-01-02'),
              ('others', '{view_user,view_test}', '2025-01-01', '2025-01-02');
            INSERT INTO artefact_matching_rule (family, name, grant_permissions, created_at, updated_at) VALUES
              ('snap', 'core', '{view_audit,change_rerun}', '2025-01-01', '2025-01-02')""";

    private static final List<String> MOVED = List.of(
            "application auditor {view_test} view_audit",
            "application ci {change_test} ",
            "rule core {change_rerun} ",
            "team auditors {} view_audit",
            "team others {view_user,view_test} ");

    @Test
    void whatRowsHoldMovesAndNothingElse() {
        TestDatabase database = TestDatabase.fresh();
        migrate(database, "0036");
        database.execute(HELD_BEFORE);

        migrate(database, "latest");

        assertThat(held(database)).containsExactlyElementsOf(MOVED);
        assertThat(database.strings("SELECT DISTINCT updated_at::date FROM application"))
                .containsExactly("2025-01-02");
        assertThat(UnknownValues.in(database)).isEmpty();
    }

    /** The previous release does this while both run. */
    @Test
    void whatIsStillWrittenIntoRowsMoves() {
        TestDatabase database = TestDatabase.migrated();
        database.execute(HELD_BEFORE);
        assertThat(held(database)).containsExactlyElementsOf(MOVED);

        database.execute("""
                UPDATE application SET permissions = '{view_audit,view_audit,view_user}' WHERE name = 'ci';
                UPDATE application SET permissions = '{view_audit}' WHERE name = 'auditor';
                UPDATE team SET permissions = permissions || '{view_audit}' WHERE name = 'others';
                UPDATE artefact_matching_rule SET grant_permissions = '{view_audit}';
                INSERT INTO application (name, permissions, api_key, created_at, updated_at)
                  VALUES ('ci', '{view_audit,change_test}', 'none:3', now(), now())
                  ON CONFLICT (name) DO UPDATE SET permissions = excluded.permissions""");

        assertThat(held(database))
                .containsExactly(
                        "application auditor {} view_audit",
                        "application ci {change_test} view_audit",
                        "rule core {} ",
                        "team auditors {} view_audit",
                        "team others {view_user,view_test} view_audit");
        assertThat(UnknownValues.in(database)).isEmpty();
    }

    /** Proves that the check above can fail. */
    @Test
    void aValueThatTheyDoNotKnowIsNoticed() {
        TestDatabase database = TestDatabase.migrated();
        database.execute("ALTER TABLE team DISABLE TRIGGER move_own_permissions");
        database.execute(HELD_BEFORE);

        assertThat(UnknownValues.in(database)).containsExactly("team.permissions view_audit");
    }

    @Test
    void theyAreDeletedWithTheirHolder() {
        TestDatabase database = TestDatabase.migrated();
        database.execute(HELD_BEFORE);

        database.execute("DELETE FROM application; DELETE FROM team");

        assertThat(
                        database.strings(
                                "SELECT permission FROM application_permission UNION ALL SELECT permission FROM team_permission"))
                .isEmpty();
    }

    /** The values that the code writes into columns of each type. Values of ours are in tables of ours, except for the two families. */
    @Test
    void weWriteWordsThatTestObserverKnows() {
        Map<String, Stream<String>> ours = Map.of(
                "artefactbuildenvironmentreviewdecision", names(ReviewDecision.values()),
                "artefactstatus", names(ArtefactStatus.values()),
                "familyname",
                        Stream.of(Family.values()).map(Family::wire).filter(family -> !family.matches("oci|generic")),
                "issuesource", names(Source.values()),
                "issuestatus", names(IssueStatus.values()),
                "notificationtype", names(NotificationType.values()),
                "permission",
                        Stream.of(Permission.values())
                                .filter(permission -> !permission.isOurs())
                                .map(Permission::wire),
                "testexecutionstatus", names(ExecutionStatus.values()),
                "testresultstatus", names(ResultStatus.values()));

        assertThat(ours.keySet()).isEqualTo(UnknownValues.known().keySet());
        ours.forEach((type, words) -> assertThat(words)
                .as(type)
                .containsExactlyElementsOf(UnknownValues.known().get(type)));
    }

    private static Stream<String> names(Enum<?>... constants) {
        return Stream.of(constants).map(Enum::name);
    }

    private static List<String> held(TestDatabase database) {
        return database.strings("""
                SELECT concat_ws(' ', 'application', name, permissions::text, coalesce(permission, ''))
                FROM application LEFT JOIN application_permission ON application_id = id
                UNION ALL
                SELECT concat_ws(' ', 'team', name, permissions::text, coalesce(permission, ''))
                FROM team LEFT JOIN team_permission ON team_id = id
                UNION ALL
                SELECT concat_ws(' ', 'rule', name, grant_permissions::text, '') FROM artefact_matching_rule
                ORDER BY 1""");
    }

    private static void migrate(TestDatabase database, String target) {
        Map<String, Object> properties = database.properties();
        properties.put("flyway.datasources.default.target", target);
        try (ApplicationContext context = ApplicationContext.run(properties)) {
            assertThat(context.getBean(Migrations.class).migrate()).isInstanceOf(MigrationOutcome.Migrated.class);
        }
    }
}
