package dev.assay.issue;

import dev.assay.tracker.IssueStatus;
import dev.assay.tracker.Source;
import dev.assay.tracker.TrackedIssue;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A known issue.
 *
 * @param labels null until a synchronisation finds some
 */
@Serdeable.Deserializable
public record Issue(
        int id,
        Source source,
        String project,
        String key,
        String title,
        IssueStatus status,
        @Nullable List<String> labels,
        boolean autoRerunEnabled) {

    /** The issue's page in its tracker (ISS-3). */
    public String url() {
        return new TrackedIssue(source, project, key).url();
    }

    /** @param rules by id */
    @Introspected
    public record WithRules(
            @TypeDef(type = DataType.JSON) Issue issue,
            @TypeDef(type = DataType.JSON) List<AttachmentRule> rules) {
        public WithRules {
            rules = List.copyOf(rules);
        }
    }

    /** @param executions the number of executions that have a result with this issue */
    @Serdeable.Deserializable
    public record Counted(Issue issue, int executions) {}
}
