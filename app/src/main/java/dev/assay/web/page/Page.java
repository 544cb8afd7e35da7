package dev.assay.web.page;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param after the cursor of the next page, null on the last page; the {@code Link} header has its URL
 */
@Serdeable
public record Page<T>(List<T> items, @Nullable String after) {
    public Page {
        items = List.copyOf(items);
    }
}
