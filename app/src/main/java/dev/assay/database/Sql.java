package dev.assay.database;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.repository.GenericRepository;

/**
 * What a repository implements whose every query is SQL: Micronaut Data derives nothing for it, but wants an entity to
 * be named. An INSERT … RETURNING that returns no row gives null even where Optional is declared: declare it nullable.
 */
public interface Sql extends GenericRepository<Sql.Nothing, Long> {

    /** Stands for the entity that there is not. */
    @Introspected
    @MappedEntity
    record Nothing(@Id Long id) {}
}
