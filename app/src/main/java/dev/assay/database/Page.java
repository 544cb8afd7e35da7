package dev.assay.database;

import java.util.List;

/**
 * Rows that were asked for.
 *
 * @param count how many there are on all pages
 */
public record Page<T>(List<T> items, long count) {
    public Page {
        items = List.copyOf(items);
    }
}
