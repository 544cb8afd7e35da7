package dev.assay.service;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class ServiceRepository implements Sql {

    @Query("SELECT 1 AS one")
    abstract int touch();
}
