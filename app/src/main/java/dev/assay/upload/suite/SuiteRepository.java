package dev.assay.upload.suite;

import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class SuiteRepository implements Sql {
    private final Statements statements;
    private final JsonMapper json;

    SuiteRepository(Statements statements, JsonMapper json) {
        this.statements = statements;
        this.json = json;
    }

    void insert(int execution, @Nullable Integer upload, List<Suites.Suite> suites) {
        String sql = """
                COPY test_suite (test_execution_id, upload_id, position, name, host, ran_at, properties, output)
                FROM STDIN (FORMAT binary)
                """;
        statements.copy(sql, copy -> {
            for (Suites.Suite suite : suites) {
                copy.row(8);
                copy.int4(execution);
                copy.int4(upload);
                copy.int4(suite.position());
                copy.text(suite.name());
                copy.text(suite.host());
                copy.timestamp(suite.ranAt());
                copy.jsonb(text(suite.properties()));
                copy.text(suite.output());
            }
        });
    }

    @Query("DELETE FROM test_suite WHERE test_execution_id = :execution AND upload_id = :upload")
    abstract void deleteOfUpload(int execution, int upload);

    /** The suites after this one, with the beginning of their outputs. */
    @Query("""
            SELECT s.id, s.name, s.host, s.ran_at, s.properties, length(s.output) AS output_length,
                   left(s.output, 1000) AS output, (SELECT u.part FROM upload u WHERE u.id = s.upload_id) AS part
            FROM test_suite s
            WHERE s.test_execution_id = :execution AND s.id > :after
            ORDER BY s.id
            LIMIT :limit
            """)
    abstract List<SuiteRow> page(long execution, long after, int limit);

    @Query("""
            SELECT s.id, s.name, s.host, s.ran_at, s.properties, length(s.output) AS output_length,
                   s.output, (SELECT u.part FROM upload u WHERE u.id = s.upload_id) AS part
            FROM test_suite s
            WHERE s.test_execution_id = :execution AND s.id = :id
            """)
    abstract Optional<SuiteRow> find(long execution, long id);

    private String text(Map<String, String> properties) {
        try {
            return json.writeValueAsString(properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
