package dev.assay.database;

import java.util.List;

/**
 * One page of the rows of a query.
 *
 * @param count how many rows there are on all pages
 */
public record Page<T>(List<T> items, long count) {
    public Page {
        items = List.copyOf(items);
    }
}
