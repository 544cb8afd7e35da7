package dev.assay.web.page;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param after the cursor of the next page, null on the last; the {@code Link} header has its URL
 */
@Serdeable
public record Page<T>(List<T> items, @Nullable String after) {
    public Page {
        items = List.copyOf(items);
    }
}
