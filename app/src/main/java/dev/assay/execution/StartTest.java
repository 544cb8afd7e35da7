package dev.assay.execution;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.artefact.NewArtefact;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.platform.IndexedText;
import dev.assay.web.input.Input;
import dev.assay.web.input.Refused;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Body of start-test, chosen by {@code family} (TE-START-01 to TE-START-17). */
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
public sealed interface StartTest {
    /** The artefact under test. */
    Start.Subject subject();

    /** Null only for an image. */
    @Nullable
    String arch();

    /** Null for families without revisions. */
    default @Nullable Integer buildRevision() {
        return null;
    }

    String environment();

    String testPlan();

    @Nullable
    String ciLink();

    ExecutionStatus initialStatus();

    List<Link> relevantLinks();

    boolean needsAssignment();

    /** What is to be started. */
    default Start start() {
        return new Start(
                subject(),
                arch(),
                buildRevision(),
                environment(),
                testPlan(),
                ciLink(),
                initialStatus(),
                relevantLinks(),
                needsAssignment());
    }

    /** Stages of snaps. */
    enum RiskStage {
        @JsonProperty("edge")
        EDGE,
        @JsonProperty("beta")
        BETA,
        @JsonProperty("candidate")
        CANDIDATE,
        @JsonProperty("stable")
        STABLE;

        String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Stages of debs; none for a PPA (TE-START-09). */
    enum DebStage {
        @JsonProperty("proposed")
        PROPOSED("proposed"),
        @JsonProperty("updates")
        UPDATES("updates"),
        @JsonProperty("")
        @Input.LiteralBeside(of = "DebStage")
        NONE("");

        private final String wire;

        DebStage(String wire) {
            this.wire = wire;
        }
    }

    /** Stages of images. */
    enum ImageStage {
        @JsonProperty("pending")
        PENDING,
        @JsonProperty("current")
        CURRENT
    }

    /** A version; empty text and the word null are mistakes of scripts, not versions. */
    @Input.Scalar
    record Version(@Input.Bytes(IndexedText.VERSION) String value) {
        public Version {
            if (value.isEmpty() || value.equals("null")) {
                throw new Refused("Invalid version value '" + value + "'");
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
            @Input.Default("[]") List<Link> relevantLinks,
            @Input.Default("false") boolean needsAssignment,

            @Input.Default("") @Size(max = 200) @Input.Bytes(IndexedText.BRANCH)
            String branch)
            implements StartTest {
        @Override
        public Start.Subject subject() {
            return new Start.Subject.Described(
                    NewArtefact.snap(name, version.value(), store, track, branch, executionStage.wire()));
        }

        @Override
        public Integer buildRevision() {
            return revision;
        }
    }

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
            @Input.Default("[]") List<Link> relevantLinks,
            @Input.Default("false") boolean needsAssignment,

            @Input.Default("") @Size(max = 200) @Input.Bytes(IndexedText.SOURCE)
            String source,

            @Input.Default("") DebStage executionStage)
            implements StartTest {
        public Deb {
            if (source.isEmpty() && executionStage == DebStage.NONE) {
                throw new Refused("Received no source or execution_stage");
            }
            if (!source.isEmpty() && executionStage != DebStage.NONE) {
                throw new Refused("Received both source and execution_stage");
            }
        }

        @Override
        public Start.Subject subject() {
            return new Start.Subject.Described(
                    NewArtefact.deb(name, version.value(), series, repo, source, executionStage.wire));
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
            @Input.Default("[]") List<Link> relevantLinks,
            @Input.Default("false") boolean needsAssignment,

            @Input.Default("") @Size(max = 200) @Input.Bytes(IndexedText.BRANCH)
            String branch)
            implements StartTest {
        @Override
        public Start.Subject subject() {
            return new Start.Subject.Described(
                    NewArtefact.charm(name, version.value(), track, branch, executionStage.wire()));
        }

        @Override
        public Integer buildRevision() {
            return revision;
        }
    }

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
            @Input.Default("[]") List<Link> relevantLinks,
            @Input.Default("false") boolean needsAssignment)
            implements StartTest {
        @Override
        public Start.Subject subject() {
            return new Start.Subject.Image(sha256, details());
        }

        private @Nullable NewArtefact details() {
            if (name == null
                    || version == null
                    || os == null
                    || release == null
                    || owner == null
                    || imageUrl == null
                    || executionStage == null
                    || arch == null) {
                return null;
            }
            String stage = executionStage.name().toLowerCase(java.util.Locale.ROOT);
            return NewArtefact.image(sha256, name, version.value(), os, release, owner, imageUrl, stage);
        }
    }

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
            @Input.Default("[]") List<Link> relevantLinks,
            @Input.Default("false") boolean needsAssignment)
            implements StartTest {
        @Override
        public Start.Subject subject() {
            return new Start.Subject.Described(
                    NewArtefact.solution(name, version.value(), track, source, executionStage.wire()));
        }
    }

    /** A container image, known by its digest; name and version are kept from whoever names it first. */
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
            @Input.Default("[]") List<Link> relevantLinks,
            @Input.Default("false") boolean needsAssignment)
            implements StartTest {
        @Override
        public Start.Subject subject() {
            return new Start.Subject.Described(NewArtefact.oci(digest.value(), name, version.value()));
        }
    }

    /** Anything with a name and a version. */
    @Input.Tag("generic")
    @Schema(name = "StartGenericTest")
    record Generic(
            @Size(max = 200) String name,
            Version version,

            @Input.Default(Start.ANY_ARCHITECTURE) @Size(max = 100)
            String arch,

            @Size(max = 200) String environment,
            @Size(max = 200) String testPlan,
            @Input.LooseUrl @Size(max = 200) @Nullable String ciLink,
            @Input.Default("IN_PROGRESS") ExecutionStatus initialStatus,
            @Input.Default("[]") List<Link> relevantLinks,
            @Input.Default("false") boolean needsAssignment)
            implements StartTest {
        @Override
        public Start.Subject subject() {
            return new Start.Subject.Described(NewArtefact.generic(name, version.value()));
        }
    }
}
