package dev.assay.audit;

import dev.assay.database.Fragment;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Reads the audit log. The database writes its entries; they cannot be changed. */
@Singleton
public class AuditLog {
    /** The most bytes of before and after in a page's entry. It limits a page to a few megabytes. */
    private static final int LONGEST = 16 * 1024;

    private final AuditRepository entries;

    AuditLog(AuditRepository entries) {
        this.entries = entries;
    }

    /**
     * Entries that match all criteria, newest first. Returns one more than the limit if there are more, so that the caller
     * can tell.
     */
    List<AuditEntry> page(AuditQuery query) {
        return entries.entries(query.conditions(), query.limit() + 1, LONGEST);
    }

    /** One complete entry. */
    public Optional<AuditEntry> find(long id) {
        return entries.entries(Fragment.of("AND e.id = ?", id), 1, Integer.MAX_VALUE).stream()
                .findFirst();
    }
}
