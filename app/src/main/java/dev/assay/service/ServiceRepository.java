package dev.assay.service;

import dev.assay.service.ServiceRepository.Touch;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class ServiceRepository implements GenericRepository<Touch, Integer> {

    @Introspected
    record Touch(int one) {}

    @Query("SELECT 1 AS one")
    abstract int touch();
}
