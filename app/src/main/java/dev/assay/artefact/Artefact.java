package dev.assay.artefact;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.beans.BeanIntrospection;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thing under test, and the state of its sign-off. Columns that its family does not have are empty text.
 *
 * @param reviewers by ascending id unless the caller asked for another order; the same holds for builds
 * @param reviewsCount reviews of the latest builds
 * @param decidedCount reviews that are approved or rejected
 */
@Introspected
public record Artefact(
        int id,
        Family family,
        String name,
        String version,
        String track,
        String store,
        String branch,
        String series,
        String repo,
        String source,
        String os,
        String release,
        String owner,
        String sha256,
        String imageUrl,
        String digest,
        String stage,
        ArtefactStatus status,
        String comment,
        boolean archived,
        @Nullable LocalDate dueDate,
        Instant createdAt,
        String bugLink,
        @Nullable String jiraIssue,
        @MappedProperty(type = DataType.JSON) List<Reviewer> reviewers,
        @MappedProperty(type = DataType.JSON) List<Build> bundledBuilds,
        int reviewsCount,
        int decidedCount) {

    /** What identifies it, in the words of {@link ArtefactKey#identity()}. */
    public String identity() {
        BeanIntrospection<Artefact> fields = BeanIntrospection.getIntrospection(Artefact.class);
        return ArtefactKey.of(
                        family,
                        column -> fields.getRequiredProperty(NameUtils.camelCase(column, true), String.class)
                                .get(this))
                .identity();
    }
}
