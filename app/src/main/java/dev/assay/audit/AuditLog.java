package dev.assay.audit;

import dev.assay.database.Fragment;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Entries of the audit log, which the database writes and which cannot be changed. */
@Singleton
public class AuditLog {
    /** Of one entry in a page; so a page is some megabytes at most. */
    private static final int LONGEST = 16 * 1024;

    private final AuditRepository entries;

    AuditLog(AuditRepository entries) {
        this.entries = entries;
    }

    /** @param after the cursor of the next page, null on the last */
    public record Page(List<AuditEntry> items, @Nullable Long after) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /** Entries that fit all criteria, newest first. */
    public Page page(AuditQuery query) {
        List<AuditEntry> found = entries.entries(query.conditions(), query.limit() + 1, LONGEST);
        if (found.size() <= query.limit()) {
            return new Page(found, null);
        }
        List<AuditEntry> items = found.subList(0, query.limit());
        return new Page(items, items.getLast().id());
    }

    /** One entry, whole. */
    public Optional<AuditEntry> find(long id) {
        return entries.entries(Fragment.of("AND e.id = ?", id), 1, Integer.MAX_VALUE).stream()
                .findFirst();
    }
}
