package dev.assay.execution;

import dev.assay.artefact.Artefact;
import dev.assay.artefact.ArtefactKey;
import dev.assay.artefact.Artefacts;
import dev.assay.database.Contended;
import dev.assay.environment.Environments;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.review.Reviews;
import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Executions of test plans. Each call is one transaction: an answer means committed, a failure means nothing happened. */
@Singleton
public class Executions {
    private final ExecutionRepository executions;
    private final Artefacts artefacts;
    private final Environments environments;
    private final Reviews reviews;

    Executions(ExecutionRepository executions, Artefacts artefacts, Environments environments, Reviews reviews) {
        this.executions = executions;
        this.artefacts = artefacts;
        this.environments = environments;
        this.reviews = reviews;
    }

    /** What came of starting a test. */
    public sealed interface StartOutcome {
        /** The execution's id, new or of the known {@code ci_link} (TE-START-42, 43). */
        record Started(int id) implements StartOutcome {}

        /** Nothing was started, nothing stored; the reason is a sentence for the caller. */
        sealed interface NotStarted extends StartOutcome {
            String reason();
        }

        /** The image is not known and the request does not describe it (TE-START-13). */
        record ImageDetailsNeeded() implements NotStarted {
            @Override
            public String reason() {
                return "No image with this sha256 exists yet; provide the full image details to create it.";
            }
        }

        /** The architecture is not one of the known image's (TE-START-14). */
        record ArchitectureMismatch() implements NotStarted {
            @Override
            public String reason() {
                return "'arch' must match the existing image build architecture.";
            }
        }

        /** The known image's builds do not tell the architecture (TE-START-15). */
        record ArchitectureNeeded() implements NotStarted {
            @Override
            public String reason() {
                return "'arch' is required and could not be derived from the image's builds.";
            }
        }
    }

    /** What came of changing an execution. */
    public sealed interface PatchOutcome {
        record Patched(Execution execution) implements PatchOutcome {}

        record Unknown() implements PatchOutcome {}

        /** The {@code ci_link} belongs to another execution (TE-PATCH-05). */
        record LinkTaken(String ciLink) implements PatchOutcome {}
    }

    /** What came of removing a link. */
    public enum UnlinkOutcome {
        REMOVED,
        UNKNOWN_EXECUTION,
        UNKNOWN_LINK
    }

    /**
     * Starts a test. A known {@code ci_link} gives its execution, unchanged but for links it lacks, and makes nothing else
     * (TE-START-43, 44, 47); the pending rerun request of the execution's own group is done with it (TE-START-49). Reviewers
     * are assigned to the artefact of that execution (TE-ASSIGN).
     */
    @Transactional
    public StartOutcome start(NewExecution start) {
        StartOutcome outcome = locked(start.ciLink())
                .<StartOutcome>map(StartOutcome.Started::new)
                .orElseGet(() -> create(start));
        if (outcome instanceof StartOutcome.Started(int id)) {
            executions.addLinks(id, start.links());
            executions.deleteRerunRequest(id);
            if (start.needsAssignment()) {
                reviews.assign(id);
            }
        }
        return outcome;
    }

    private Optional<Integer> locked(@Nullable String ciLink) {
        return ciLink == null
                ? Optional.empty()
                : executions.lockByCiLink(ciLink).map(LockedExecution::id);
    }

    private StartOutcome create(NewExecution start) {
        if (start.artefact() instanceof ArtefactKey.Image image) {
            return create(image, start);
        }
        return start.architecture() == null
                ? new StartOutcome.ArchitectureNeeded()
                : create(artefacts.findOrCreate(start.artefact()), start.architecture(), start);
    }

    private StartOutcome create(ArtefactKey.Image image, NewExecution start) {
        Optional<Integer> known = artefacts.findImage(image.sha256());
        if (known.isEmpty()) {
            return !image.isDescribed() || start.architecture() == null
                    ? new StartOutcome.ImageDetailsNeeded()
                    : create(artefacts.findOrCreate(image), start.architecture(), start);
        }
        List<String> architectures = artefacts.architectures(known.get());
        if (start.architecture() == null) {
            return architectures.size() == 1
                    ? create(known.get(), architectures.getFirst(), start)
                    : new StartOutcome.ArchitectureNeeded();
        }
        return architectures.isEmpty() || architectures.contains(start.architecture())
                ? create(known.get(), start.architecture(), start)
                : new StartOutcome.ArchitectureMismatch();
    }

    /** Artefact, environment, build, review, plan, execution: in this order everywhere. */
    private StartOutcome create(int artefact, String architecture, NewExecution start) {
        int environment = environments.findOrCreate(start.environment(), architecture);
        int build = artefacts.findOrCreateBuild(artefact, architecture, start.revision());
        reviews.open(build, environment);
        int plan = Contended.row("test plan " + start.testPlan(), () -> executions.findOrInsertPlan(start.testPlan()));
        return new StartOutcome.Started(Contended.row("execution of " + start.ciLink(), () -> {
            Integer made = executions.insert(
                    start.ciLink(),
                    build,
                    environment,
                    plan,
                    start.initialStatus().name());
            return made == null ? locked(start.ciLink()).orElse(null) : made;
        }));
    }

    /** The execution (TE-GET-01); one statement, hence no transaction around it. */
    public Optional<Execution> find(long id) {
        return executions.find(id);
    }

    /**
     * Executions with what they are of, by id, in two round trips for any number; what was deleted since it was found is not in
     * it.
     */
    public Map<Integer, InContext> inContext(Collection<Integer> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        List<Execution> rows = executions.findAll(Set.copyOf(ids).toArray(Integer[]::new));
        Map<Integer, Artefact> subjects =
                artefacts.byId(rows.stream().map(Execution::artefactId).collect(Collectors.toSet()));
        return rows.stream()
                .filter(row -> subjects.containsKey(row.artefactId()))
                .collect(Collectors.toMap(
                        Execution::id,
                        row -> new InContext(row, Objects.requireNonNull(subjects.get(row.artefactId())))));
    }

    /** The executions of the latest builds of an artefact by build, in the order of environments (ART-BUILD-01, 02). */
    public Map<Integer, List<Execution>> ofLatestBuilds(long artefactId) {
        return executions.findOfLatestBuilds(artefactId).stream().collect(Collectors.groupingBy(Execution::buildId));
    }

    /** Whether there is such an execution. */
    public boolean exists(long id) {
        return executions.exists(id).isPresent();
    }

    /** Changes links, status and metadata, and reads back what is stored (TE-PATCH-01 to 06). */
    @Transactional
    public PatchOutcome patch(long id, ExecutionPatch patch) {
        if (executions.lock(id).isEmpty()) {
            return new PatchOutcome.Unknown();
        }
        if (patch.ciLink() != null && executions.isLinkTaken(patch.ciLink(), id)) {
            return new PatchOutcome.LinkTaken(patch.ciLink());
        }
        String status = patch.status() == null ? null : patch.status().name();
        executions.update(id, patch.c3Link(), patch.ciLink(), status);
        if (patch.fromResults()) {
            executions.complete(id);
        }
        executions.addMetadata(id, patch.metadata());
        return executions.find(id).<PatchOutcome>map(PatchOutcome.Patched::new).orElseGet(PatchOutcome.Unknown::new);
    }

    /** Every pair of metadata there is, by category (EM-02). */
    @Transactional(readOnly = true)
    public Map<String, List<String>> metadata() {
        Map<String, List<String>> metadata = new LinkedHashMap<>();
        executions.metadata().forEach(row -> metadata.put(row.category(), row.texts()));
        return metadata;
    }

    /** The events by time (TE-STATUS-01); empty for an unknown execution. */
    @Transactional(readOnly = true)
    public Optional<List<Event>> events(long id) {
        return executions.exists(id).map(executions::events);
    }

    /** Replaces all events and draws conclusions from the first and the last (TE-STATUS-02 to 05). False: unknown. */
    @Transactional
    public boolean replaceEvents(long id, List<Event> events) {
        if (executions.lock(id).isEmpty()) {
            return false;
        }
        executions.deleteEvents(id);
        executions.addEvents(id, events);
        if (!events.isEmpty()) {
            Event first = events.getFirst();
            String resource = first.name().equals("job_start") ? first.detail() : null;
            executions.interpret(id, resource, events.getLast().name().equals("job_end"));
        }
        return true;
    }

    /** Appends events, without conclusions (TE-STATUS-06). False: unknown. */
    @Transactional
    public boolean addEvents(long id, List<Event> events) {
        if (executions.lock(id).isEmpty()) {
            return false;
        }
        executions.addEvents(id, events);
        return true;
    }

    /** Adds a link, also one that is there already (TE-LINK-01); empty for an unknown execution. */
    @Transactional
    public Optional<Execution.RelevantLink> addLink(long id, Link link) {
        return Optional.ofNullable(executions.insertLink(id, link.label(), link.url()))
                .map(linkId -> new Execution.RelevantLink(linkId, link.label(), link.url()));
    }

    /** Removes a link of this execution (TE-LINK-02, 03). */
    @Transactional
    public UnlinkOutcome removeLink(long id, long linkId) {
        if (executions.deleteLink(id, linkId) > 0) {
            return UnlinkOutcome.REMOVED;
        }
        return executions.exists(id).isPresent() ? UnlinkOutcome.UNKNOWN_LINK : UnlinkOutcome.UNKNOWN_EXECUTION;
    }

    /** Holds the execution until the caller's transaction ends; whoever writes its results does this first (TR-POST-03). */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<LockedExecution> lock(long id) {
        return executions.lock(id);
    }

    /** As {@link #lock(long)}, by its {@code ci_link} (TE-END-02, 03). */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<LockedExecution> lock(String ciLink) {
        return executions.lockByCiLink(ciLink);
    }

    /** Sets what end-test sets (TE-END-08, 09), in the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void end(long id, boolean failed, @Nullable String c3Link, @Nullable String checkboxVersion) {
        ExecutionStatus status = failed ? ExecutionStatus.FAILED : ExecutionStatus.PASSED;
        executions.end(id, status.name(), c3Link, checkboxVersion);
    }

    /** Works out the status from the stored results (TE-PATCH-02) and adds metadata, in the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void complete(long id, Map<String, List<String>> metadata) {
        executions.complete(id);
        executions.addMetadata(id, metadata);
    }

    /**
     * Notes that results came in and more are to come, and adds metadata, in the caller's transaction: what had not begun is in
     * progress, what had passed has failed if one of them did; any other status stays.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void advance(long id, Map<String, List<String>> metadata) {
        executions.advance(id);
        executions.addMetadata(id, metadata);
    }
}
