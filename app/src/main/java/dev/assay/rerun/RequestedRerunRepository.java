package dev.assay.rerun;

import dev.assay.database.Fragment;
import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;

/** Reads the queue, for code that runs the requests itself. */
@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class RequestedRerunRepository implements Sql {
    private final Statements statements;

    RequestedRerunRepository(Statements statements) {
        this.statements = statements;
    }

    /** Finds plans by name, then their requests by index. A plan has few pending ones. */
    static Fragment pending(List<PlanEnvironment> places, List<Long> without, int limit) {
        return Fragment.of(
                        """
                        SELECT q.id, p.name AS test_plan, e.name AS environment, e.architecture, q.artefact_build_id AS build
                        FROM test_plan p
                        JOIN test_execution_rerun_request q ON q.test_plan_id = p.id
                        JOIN environment e ON e.id = q.environment_id
                        WHERE p.name = ANY (?)
                          AND (p.name, e.name, e.architecture) IN (SELECT * FROM unnest(?, ?, ?))""",
                        places.stream()
                                .map(PlanEnvironment::testPlan)
                                .distinct()
                                .toList(),
                        places.stream().map(PlanEnvironment::testPlan).toList(),
                        places.stream().map(PlanEnvironment::environment).toList(),
                        places.stream().map(PlanEnvironment::architecture).toList())
                .thenIf(!without.isEmpty(), "AND q.id <> ALL (?)", without)
                .then("ORDER BY -CAST(q.priority AS bigint), q.created_at, q.id LIMIT ?", limit);
    }

    @Connectable
    List<RequestedRerun> find(Fragment search) {
        return statements
                .query(search)
                .map((row, _) -> new RequestedRerun(
                        row.getLong("id"),
                        new PlanEnvironment(
                                row.getString("test_plan"),
                                row.getString("environment"),
                                row.getString("architecture")),
                        row.getLong("build")))
                .list();
    }

    @Query("SELECT id FROM test_execution_rerun_request WHERE id = ANY (CAST(:ids AS bigint[]))")
    abstract List<Long> existing(Long[] ids);
}
