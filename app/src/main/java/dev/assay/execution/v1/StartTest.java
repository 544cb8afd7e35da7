package dev.assay.execution.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.artefact.ArtefactKey;
import dev.assay.execution.NewExecution;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.platform.IndexedText;
import dev.assay.web.input.Input;
import dev.assay.web.input.RefusedInput;
import dev.assay.web.input.shape.Shapes;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of start-test. The field {@code family} selects the type (TE-START-01 to TE-START-17). */
@Input.Discriminator("family")
@Schema(
        oneOf = {
            StartTest.Snap.class,
            StartTest.Deb.class,
            StartTest.Charm.class,
            StartTest.Image.class,
            StartTest.Solution.class,
            StartTest.Oci.class,
            StartTest.Generic.class
        },
        discriminatorProperty = "family")
sealed interface StartTest {
    default ArtefactKey artefact() {
        return switch (this) {
            case Snap t ->
                new ArtefactKey.Snap(
                        t.name, t.version.value, t.track, t.store, t.branch, Shapes.wireName(t.executionStage));
            case Deb t ->
                new ArtefactKey.Deb(
                        t.name, t.version.value, t.series, t.repo, t.source, Shapes.wireName(t.executionStage));
            case Charm t ->
                new ArtefactKey.Charm(t.name, t.version.value, t.track, t.branch, Shapes.wireName(t.executionStage));
            case Image t ->
                new ArtefactKey.Image(
                        t.sha256,
                        t.name,
                        t.version == null ? null : t.version.value,
                        t.os,
                        t.release,
                        t.owner,
                        t.imageUrl,
                        t.executionStage == null ? null : Shapes.wireName(t.executionStage));
            case Solution t ->
                new ArtefactKey.Solution(t.name, t.version.value, t.track, t.source, Shapes.wireName(t.executionStage));
            case Oci t -> new ArtefactKey.Oci(t.digest.value(), t.name, t.version.value);
            case Generic t -> new ArtefactKey.Generic(t.name, t.version.value);
        };
    }

    /** Null only for an image. */
    @Nullable
    String arch();

    /** Null for families without revisions. */
    private @Nullable Integer buildRevision() {
        return switch (this) {
            case Snap t -> t.revision;
            case Charm t -> t.revision;
            default -> null;
        };
    }

    String environment();

    String testPlan();

    @Nullable
    String ciLink();

    ExecutionStatus initialStatus();

    List<LinkRequest> relevantLinks();

    boolean needsAssignment();

    /** The execution to start. */
    default NewExecution start() {
        return new NewExecution(
                artefact(),
                arch(),
                buildRevision(),
                environment(),
                testPlan(),
                ciLink(),
                initialStatus(),
                relevantLinks().stream().map(LinkRequest::link).toList(),
                needsAssignment());
    }

    /** Stages of snaps, charms and solutions. */
    enum RiskStage {
        @JsonProperty("edge")
        EDGE,
        @JsonProperty("beta")
        BETA,
        @JsonProperty("candidate")
        CANDIDATE,
        @JsonProperty("stable")
        STABLE
    }

    /** Stages of debs. A PPA has none (TE-START-09). */
    enum DebStage implements Input.WithLiteral {
        @JsonProperty("proposed")
        PROPOSED,
        @JsonProperty("updates")
        UPDATES,
        @JsonProperty("")
        NONE;

        @Override
        public @Nullable String enumName() {
            return this == NONE ? "DebStage" : null;
        }
    }

    /** Stages of images. */
    enum ImageStage {
        @JsonProperty("pending")
        PENDING,
        @JsonProperty("current")
        CURRENT
    }

    /** A version. Empty text and the word null are rejected, because scripts send them by mistake. */
    @Input.Scalar
    record Version(@Input.Bytes(IndexedText.VERSION) String value) {
        public Version {
            if (value.isEmpty() || value.equals("null")) {
                throw new RefusedInput("Invalid version value '" + value + "'");
            }
        }
    }

    @Input.Tag("snap")
    @Schema(name = "StartSnapTest")
    record Snap(
            @Size(max = 200) String name,
            Version version,
            int revision,
            @Input.Bytes(IndexedText.TRACK) String track,
            String store,
            @Size(max = 100) String arch,
            RiskStage executionStage,
            @Size(max = 200) String environment,
            @Size(max = 200) String testPlan,
            @Input.LooseUrl @Size(max = 200) @Nullable String ciLink,
            @Input.Default("IN_PROGRESS") ExecutionStatus initialStatus,
            @Input.Default("[]") List<LinkRequest> relevantLinks,
            @Input.Default("false") boolean needsAssignment,

            @Input.Default("") @Size(max = 200) @Input.Bytes(IndexedText.BRANCH)
            String branch)
            implements StartTest {}

    @Input.Tag("deb")
    @Schema(name = "StartDebTest")
    record Deb(
            @Size(max = 200) String name,
            Version version,
            @Input.Bytes(IndexedText.SERIES) String series,
            @Input.Bytes(IndexedText.REPO) String repo,
            @Size(max = 100) String arch,
            @Size(max = 200) String environment,
            @Size(max = 200) String testPlan,
            @Input.LooseUrl @Size(max = 200) @Nullable String ciLink,
            @Input.Default("IN_PROGRESS") ExecutionStatus initialStatus,
            @Input.Default("[]") List<LinkRequest> relevantLinks,
            @Input.Default("false") boolean needsAssignment,

            @Input.Default("") @Size(max = 200) @Input.Bytes(IndexedText.SOURCE)
            String source,

            @Input.Default("") DebStage executionStage)
            implements StartTest {
        public Deb {
            if (source.isEmpty() && executionStage == DebStage.NONE) {
                throw new RefusedInput("Received no source or execution_stage");
            }
            if (!source.isEmpty() && executionStage != DebStage.NONE) {
                throw new RefusedInput("Received both source and execution_stage");
            }
        }
    }

    @Input.Tag("charm")
    @Schema(name = "StartCharmTest")
    record Charm(
            @Size(max = 200) String name,
            Version version,
            int revision,
            @Input.Bytes(IndexedText.TRACK) String track,
            @Size(max = 100) String arch,
            RiskStage executionStage,
            @Size(max = 200) String environment,
            @Size(max = 200) String testPlan,
            @Input.LooseUrl @Size(max = 200) @Nullable String ciLink,
            @Input.Default("IN_PROGRESS") ExecutionStatus initialStatus,
            @Input.Default("[]") List<LinkRequest> relevantLinks,
            @Input.Default("false") boolean needsAssignment,

            @Input.Default("") @Size(max = 200) @Input.Bytes(IndexedText.BRANCH)
            String branch)
            implements StartTest {}

    @Input.Tag("image")
    @Schema(name = "StartImageTest")
    record Image(
            @Size(max = 200) String sha256,
            @Size(max = 200) String environment,
            @Size(max = 200) String testPlan,
            @Size(max = 200) @Nullable String name,
            @Nullable Version version,
            @Size(max = 100) @Nullable String arch,
            @Nullable ImageStage executionStage,
            @Size(max = 200) @Nullable String os,
            @Size(max = 200) @Nullable String release,
            @Size(max = 200) @Nullable String owner,
            @Input.Url @Size(max = 200) @Nullable String imageUrl,
            @Input.LooseUrl @Size(max = 200) @Nullable String ciLink,
            @Input.Default("IN_PROGRESS") ExecutionStatus initialStatus,
            @Input.Default("[]") List<LinkRequest> relevantLinks,
            @Input.Default("false") boolean needsAssignment)
            implements StartTest {}

    @Input.Tag("solution")
    @Schema(name = "StartSolutionTest")
    record Solution(
            @Size(max = 200) String name,
            Version version,
            @Input.Bytes(IndexedText.TRACK) String track,

            @Size(max = 200) @Input.Bytes(IndexedText.SOURCE)
            String source,

            @Size(max = 100) String arch,
            RiskStage executionStage,
            @Size(max = 200) String environment,
            @Size(max = 200) String testPlan,
            @Input.LooseUrl @Size(max = 200) @Nullable String ciLink,
            @Input.Default("IN_PROGRESS") ExecutionStatus initialStatus,
            @Input.Default("[]") List<LinkRequest> relevantLinks,
            @Input.Default("false") boolean needsAssignment)
            implements StartTest {}

    /** A container image, identified by its digest. It keeps the name and version of the first request. */
    @Input.Tag("oci")
    @Schema(name = "StartOciTest")
    record Oci(
            Digest digest,
            @Size(max = 200) String name,
            Version version,
            @Size(max = 100) String arch,
            @Size(max = 200) String environment,
            @Size(max = 200) String testPlan,
            @Input.LooseUrl @Size(max = 200) @Nullable String ciLink,
            @Input.Default("IN_PROGRESS") ExecutionStatus initialStatus,
            @Input.Default("[]") List<LinkRequest> relevantLinks,
            @Input.Default("false") boolean needsAssignment)
            implements StartTest {}

    /** Anything with a name and a version. */
    @Input.Tag("generic")
    @Schema(name = "StartGenericTest")
    record Generic(
            @Size(max = 200) String name,
            Version version,

            @Input.Default(NewExecution.ANY_ARCHITECTURE) @Size(max = 100)
            String arch,

            @Size(max = 200) String environment,
            @Size(max = 200) String testPlan,
            @Input.LooseUrl @Size(max = 200) @Nullable String ciLink,
            @Input.Default("IN_PROGRESS") ExecutionStatus initialStatus,
            @Input.Default("[]") List<LinkRequest> relevantLinks,
            @Input.Default("false") boolean needsAssignment)
            implements StartTest {}
}
