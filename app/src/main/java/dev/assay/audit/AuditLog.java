package dev.assay.audit;

import dev.assay.database.Fragment;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Entries of the audit log, which the database writes and which cannot be changed. */
@Singleton
public class AuditLog {
    /** Of one entry in a page; so a page is some megabytes at most. */
    private static final int LONGEST = 16 * 1024;

    private final AuditRepository entries;

    AuditLog(AuditRepository entries) {
        this.entries = entries;
    }

    /** Entries that fit all criteria, newest first, and one more than the page has, if there are more. */
    List<AuditEntry> page(AuditQuery query) {
        return entries.entries(query.conditions(), query.limit() + 1, LONGEST);
    }

    /** One entry, whole. */
    public Optional<AuditEntry> find(long id) {
        return entries.entries(Fragment.of("AND e.id = ?", id), 1, Integer.MAX_VALUE).stream()
                .findFirst();
    }
}
