package dev.assay.database;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.repository.GenericRepository;

/**
 * The parent of repositories that write every query in SQL. Micronaut Data derives nothing for them, but requires an entity. An
 * INSERT … RETURNING that returns no row gives null even if Optional is declared: declare it nullable.
 */
public interface Sql extends GenericRepository<Sql.Nothing, Long> {

    /** A placeholder for the required entity. */
    @Introspected
    @MappedEntity
    record Nothing(@Id Long id) {}
}
