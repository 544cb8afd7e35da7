package dev.assay.artefact.v2;

import dev.assay.artefact.Artefact;
import dev.assay.artefact.ArtefactStatus;
import dev.assay.artefact.Build;
import dev.assay.artefact.Family;
import dev.assay.artefact.Reviewer;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thing under test. Fields that its family does not have are null.
 *
 * @param digest of a container image
 * @param reviewCount reviews of the latest builds
 * @param decidedReviewCount reviews that are approved or rejected
 * @param bundledBuilds of a solution
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "Artefact")
record ArtefactItem(
        int id,
        Family family,
        String name,
        String version,
        @Nullable String stage,
        @Nullable String track,
        @Nullable String store,
        @Nullable String branch,
        @Nullable String series,
        @Nullable String repo,
        @Nullable String source,
        @Nullable String os,
        @Nullable String release,
        @Nullable String owner,
        @Nullable String sha256,
        @Nullable String imageUrl,
        @Nullable String digest,
        ArtefactStatus status,
        String comment,
        boolean archived,
        @Nullable LocalDate dueDate,
        Instant createdAt,
        @Nullable String bugLink,
        @Nullable String jiraIssue,
        int reviewCount,
        int decidedReviewCount,
        List<Person> reviewers,
        List<BundledBuild> bundledBuilds) {
    static ArtefactItem from(Artefact artefact) {
        return new ArtefactItem(
                artefact.id(),
                artefact.family(),
                artefact.name(),
                artefact.version(),
                nullIfEmpty(artefact.stage()),
                nullIfEmpty(artefact.track()),
                nullIfEmpty(artefact.store()),
                nullIfEmpty(artefact.branch()),
                nullIfEmpty(artefact.series()),
                nullIfEmpty(artefact.repo()),
                nullIfEmpty(artefact.source()),
                nullIfEmpty(artefact.os()),
                nullIfEmpty(artefact.release()),
                nullIfEmpty(artefact.owner()),
                nullIfEmpty(artefact.sha256()),
                nullIfEmpty(artefact.imageUrl()),
                nullIfEmpty(artefact.digest()),
                artefact.status(),
                artefact.comment(),
                artefact.archived(),
                artefact.dueDate(),
                artefact.createdAt(),
                nullIfEmpty(artefact.bugLink()),
                artefact.jiraIssue(),
                artefact.reviewsCount(),
                artefact.decidedCount(),
                artefact.reviewers().stream().map(Person::from).toList(),
                artefact.bundledBuilds().stream().map(BundledBuild::from).toList());
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    /** A person that reviews the artefact. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    record Person(
            int id, String name, String email, @Nullable String launchpadHandle) {
        static Person from(Reviewer reviewer) {
            return new Person(reviewer.id(), reviewer.name(), reviewer.email(), reviewer.launchpadHandle());
        }
    }

    /** @param revision null for families without revisions */
    @Serdeable
    record BundledBuild(
            int id, String architecture, @Nullable Integer revision) {
        static BundledBuild from(Build build) {
            return new BundledBuild(build.id(), build.architecture(), build.revision());
        }
    }
}
