package dev.assay.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares the schema with the facts about Test Observer's schema in src/test/resources/schema: V0001 is that schema, and later
 * versions only add to it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaFactsTest {
    private final TestDatabase original = TestDatabase.fresh();
    private final TestDatabase current = TestDatabase.migrated();

    @BeforeAll
    void applyTheFirstMigration() throws IOException {
        original.execute(Files.readString(Path.of("../migrations/schema/V0001__test_observer_schema.sql")));
    }

    @ParameterizedTest
    @EnumSource
    void theFirstMigrationIsTestObserversSchema(Facts facts) throws Exception {
        assertThat(facts.in(original)).containsExactlyInAnyOrderElementsOf(facts.expected());
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ENUMS", "INDEXES"})
    void everyFactStillHoldsToday(Facts facts) throws Exception {
        assertThat(facts.in(current)).containsAll(facts.expected());
    }

    @Test
    void everyIndexIsThereOrIsTheBeginningOfAWiderOne() throws Exception {
        List<List<String>> indexes = Facts.INDEXES.in(current);
        List<List<String>> dropped = Facts.INDEXES.expected();
        dropped.removeAll(indexes);

        assertThat(dropped)
                .extracting(index -> index.get(1))
                .containsExactlyInAnyOrder(
                        "issue_test_result_attachment_issue_id_ix",
                        "test_result_test_case_id_ix",
                        "test_result_test_execution_id_ix");
        for (List<String> index : dropped) {
            String columns = index.get(2).replaceFirst(".*( ON .*)\\)", "$1,");
            assertThat(indexes).anyMatch(wider -> wider.get(2).contains(columns));
        }
    }

    @Test
    void columnsKeepTheirOrder() throws Exception {
        assertThat(Facts.COLUMNS.in(original)).isEqualTo(sortedByTable(Facts.COLUMNS.expected()));
        List<List<String>> kept = Facts.COLUMNS.in(current);
        kept.retainAll(Facts.COLUMNS.expected());
        assertThat(kept).isEqualTo(sortedByTable(Facts.COLUMNS.expected()));
    }

    @Test
    void enumsOnlyGainValuesAtTheEnd() throws Exception {
        List<List<String>> expected = Facts.ENUMS.expected();
        expected.add(List.of("familyname", "6", "oci"));
        expected.add(List.of("familyname", "7", "generic"));
        expected.add(List.of("permission", "32", "view_audit"));

        assertThat(Facts.ENUMS.in(current)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void columnsOfTestObserversTablesThatWereAddedNeedNoValue() throws Exception {
        List<List<String>> added = Facts.COLUMNS.in(current);
        added.removeAll(Facts.COLUMNS.expected());
        List<String> originalTables =
                Facts.COLUMNS.expected().stream().map(List::getFirst).toList();

        assertThat(added).anyMatch(column -> column.get(1).equals("digest"));
        assertThat(added)
                .filteredOn(column -> originalTables.contains(column.getFirst()))
                .allMatch(
                        column -> column.get(3).equals("YES") || !column.get(4).isEmpty());
    }

    @Test
    void whateverWasAddedFollowsTheDeletesOfWhatItRefersTo() throws Exception {
        List<List<String>> added = Facts.CONSTRAINTS.in(current);
        added.removeAll(Facts.CONSTRAINTS.expected());

        assertThat(added)
                .filteredOn(constraint -> constraint.get(2).equals("foreign key"))
                .isNotEmpty()
                .allMatch(constraint -> constraint.get(3).endsWith("ON DELETE CASCADE")
                        || constraint.get(3).endsWith("ON DELETE SET NULL"));
    }

    @Test
    void everySequenceBelongsToItsColumn() throws Exception {
        assertThat(original.rows("""
                SELECT sequence.relname FROM pg_class sequence
                WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace AND NOT EXISTS (
                  SELECT FROM pg_depend
                  WHERE classid = 'pg_class'::regclass AND objid = sequence.oid AND refobjsubid > 0 AND deptype = 'a')""")).isEmpty();
    }

    /** The sort is stable, so that columns keep their order; the catalogue sorts names byte by byte. */
    private static List<List<String>> sortedByTable(List<List<String>> rows) {
        return rows.stream().sorted(Comparator.comparing(List::getFirst)).toList();
    }

    enum Facts {
        /** The rows of a table are in the order of its columns. */
        COLUMNS("""
                SELECT relname, attname, format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'NO' ELSE 'YES' END,
                  coalesce(pg_get_expr(adbin, adrelid), '')
                FROM pg_attribute
                JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r' AND relnamespace = 'public'::regnamespace
                LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                WHERE attnum > 0 AND NOT attisdropped
                ORDER BY relname, attnum"""),
        // Since PostgreSQL 18, NOT NULL is a constraint of its own; the columns show it
        CONSTRAINTS("""
                SELECT relname, conname,
                  CASE contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key' ELSE contype::text END,
                  pg_get_constraintdef(pg_constraint.oid)
                FROM pg_constraint
                JOIN pg_class ON pg_class.oid = conrelid
                WHERE connamespace = 'public'::regnamespace AND contype <> 'n'"""),
        ENUMS("""
                SELECT typname, row_number() OVER (PARTITION BY typname ORDER BY enumsortorder), enumlabel
                FROM pg_enum
                JOIN pg_type ON pg_type.oid = enumtypid"""),
        INDEXES("SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"),
        SEQUENCES("""
                SELECT sequencename, data_type, start_value, increment_by FROM pg_sequences WHERE schemaname = 'public'""");

        private static final Pattern CELL = Pattern.compile("\"((?:[^\"]|\"\")*)\"|([^,]*)");
        private final String sql;

        Facts(String sql) {
            this.sql = sql;
        }

        List<List<String>> in(TestDatabase database) {
            return database.rows(sql).stream()
                    .filter(row -> !row.getFirst().startsWith("assay_"))
                    .collect(Collectors.toCollection(ArrayList::new));
        }

        List<List<String>> expected() throws IOException {
            Path file = Path.of("src/test/resources/schema", name().toLowerCase(Locale.ROOT) + ".csv");
            List<List<String>> rows = new ArrayList<>();
            for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
                if (!line.startsWith("alembic_version,")) {
                    rows.add(cells(line));
                }
            }
            assertThat(rows).as(file.toString()).hasSizeGreaterThan(20);
            return rows;
        }

        private static List<String> cells(String line) {
            List<String> cells = new ArrayList<>();
            Matcher cell = CELL.matcher(line);
            int from = 0;
            while (from <= line.length() && cell.find(from)) {
                cells.add(cell.group(1) == null ? cell.group(2) : cell.group(1).replace("\"\"", "\""));
                from = cell.end() + 1;
            }
            return cells;
        }
    }
}
