package dev.assay.environment;

import dev.assay.artefact.Family;
import dev.assay.database.Contended;
import dev.assay.database.Page;
import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Environments and notes about them. An environment is created when a request names it for the first time. */
@Singleton
public class Environments {
    private final EnvironmentRepository environments;
    private final ReportedIssueRepository issues;

    Environments(EnvironmentRepository environments, ReportedIssueRepository issues) {
        this.environments = environments;
        this.issues = issues;
    }

    /**
     * Distinct names in alphabetical order.
     *
     * @param part a part of the name, in any case; empty for all
     * @param families only environments in which one of these was tested; empty for all (ENV-03)
     */
    public Page<String> names(String part, List<Family> families, int limit, int offset) {
        String wire = families.stream().map(Family::wire).collect(Collectors.joining(","));
        List<EnvironmentRepository.Named> rows = environments.names(part, wire, limit, offset);
        List<String> page = rows.stream()
                .map(EnvironmentRepository.Named::name)
                .filter(Objects::nonNull)
                .toList();
        return new Page<>(page, rows.getFirst().count());
    }

    /** Notes, oldest first. Null selects confirmed and unconfirmed ones. */
    public List<ReportedIssue> issues(@Nullable Boolean confirmed) {
        return issues.list(confirmed);
    }

    @Transactional
    ReportedIssue report(ReportedIssue.Note note) {
        int id = issues.insert(note.environmentName(), note.description(), note.url(), note.isConfirmed());
        return issues.find(id).orElseThrow();
    }

    /** Empty if the note is unknown. */
    @Transactional
    Optional<ReportedIssue> replace(long issue, ReportedIssue.Note note) {
        issues.replace(issue, note.environmentName(), note.description(), note.url(), note.isConfirmed());
        return issues.find(issue);
    }

    /** Returns false if the note is unknown. */
    boolean remove(long issue) {
        return issues.delete(issue) > 0;
    }

    /** The id of the environment, created if necessary (TE-START-35), in the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public int findOrCreate(String name, String architecture) {
        return Contended.row("environment " + name, () -> environments.findOrInsert(name, architecture));
    }
}
