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

/** Environments, made by those who name them first, and notes about them. */
@Singleton
public class Environments {
    private final EnvironmentRepository environments;
    private final ReportedIssueRepository issues;

    Environments(EnvironmentRepository environments, ReportedIssueRepository issues) {
        this.environments = environments;
        this.issues = issues;
    }

    /**
     * Distinct names in their order.
     *
     * @param part of a name, in any case; empty for all
     * @param families only environments in which one of these was tested; none for all (ENV-03)
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

    /** Notes, oldest first; null for those that are confirmed and those that are not. */
    public List<ReportedIssue> issues(@Nullable Boolean confirmed) {
        return issues.list(confirmed);
    }

    @Transactional
    ReportedIssue report(ReportedIssue.Note note) {
        int id = issues.insert(note.environmentName(), note.description(), note.url(), note.isConfirmed());
        return issues.find(id).orElseThrow();
    }

    /** Empty for an unknown one. */
    @Transactional
    Optional<ReportedIssue> replace(long issue, ReportedIssue.Note note) {
        issues.replace(issue, note.environmentName(), note.description(), note.url(), note.isConfirmed());
        return issues.find(issue);
    }

    /** False for an unknown one. */
    boolean remove(long issue) {
        return issues.delete(issue) > 0;
    }

    /** The id of the environment, made if need be (TE-START-35). Joins the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public int findOrCreate(String name, String architecture) {
        return Contended.row("environment " + name, () -> environments.findOrInsert(name, architecture));
    }
}
