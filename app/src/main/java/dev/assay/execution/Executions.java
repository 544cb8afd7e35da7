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
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Executions of test plans. Each call is one transaction: when it returns, its changes are committed; when it throws,
 * nothing has changed.
 */
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

    /** The result of starting a test. */
    public sealed interface StartOutcome {
        /**
         * The id of the execution: a new one, or the one that has this {@code ci_link} (TE-START-42, 43).
         *
         * @param made true if it is new
         */
        record Started(int id, boolean made) implements StartOutcome {}

        /** Nothing was started or stored. The reason is a sentence for the caller. */
        sealed interface NotStarted extends StartOutcome {
            String reason();
        }

        /** The execution of the {@code ci_link} is about something different. Only {@link #resume} says so. */
        record Contradicted(String reason) implements NotStarted {}

        /** The image is unknown and the request does not describe it in full (TE-START-13). */
        record ImageDetailsNeeded() implements NotStarted {
            @Override
            public String reason() {
                return "No image with this sha256 exists yet; provide the full image details to create it.";
            }
        }

        /** The image is known and does not have this architecture (TE-START-14). */
        record ArchitectureMismatch() implements NotStarted {
            @Override
            public String reason() {
                return "'arch' must match the existing image build architecture.";
            }
        }

        /** The request has no architecture, and the image's builds do not imply one (TE-START-15). */
        record ArchitectureNeeded() implements NotStarted {
            @Override
            public String reason() {
                return "'arch' is required and could not be derived from the image's builds.";
            }
        }
    }

    /** The result of changing an execution. */
    public sealed interface PatchOutcome {
        record Patched(Execution execution) implements PatchOutcome {}

        record Unknown() implements PatchOutcome {}

        /** The {@code ci_link} belongs to another execution (TE-PATCH-05). */
        record LinkTaken(String ciLink) implements PatchOutcome {}
    }

    /** The result of removing a link. */
    public enum UnlinkOutcome {
        REMOVED,
        UNKNOWN_EXECUTION,
        UNKNOWN_LINK
    }

    /**
     * Starts a test. If an execution has the {@code ci_link}, it is returned; only links that it lacks are added, and
     * nothing else is created (TE-START-43, 44, 47). The pending rerun request for the execution's plan, build and
     * environment is deleted (TE-START-49). Reviewers are assigned to the execution's artefact if the request asks for
     * it (TE-ASSIGN).
     */
    @Transactional
    public StartOutcome start(NewExecution start) {
        StartOutcome outcome = findOrCreate(start);
        if (outcome instanceof StartOutcome.Started(int id, var _)) {
            executions.addLinks(id, start.links());
            executions.deleteRerunRequest(id);
            if (start.needsAssignment()) {
                reviews.assign(id);
            }
        }
        return outcome;
    }

    /**
     * Starts a test, or continues the one that has the {@code ci_link}, for a file that belongs to it. Unlike
     * {@link #start}, it refuses to continue an execution that is about something different, and it leaves a rerun
     * request open unless the execution is new: another file of the run that was asked to be repeated is not the
     * repetition. If it is refused, roll the transaction back.
     *
     * @param said the fields that the request names; a default does not contradict anything
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public StartOutcome resume(NewExecution start, Set<String> said) {
        StartOutcome outcome = findOrCreate(start);
        if (outcome instanceof StartOutcome.Started(int id, boolean made)) {
            if (!made) {
                return contradiction(id, start, said)
                        .<StartOutcome>map(StartOutcome.Contradicted::new)
                        .orElse(outcome);
            }
            executions.deleteRerunRequest(id);
        }
        return outcome;
    }

    private StartOutcome findOrCreate(NewExecution start) {
        return locked(start.ciLink())
                .<StartOutcome>map(id -> new StartOutcome.Started(id, false))
                .orElseGet(() -> create(start));
    }

    /** Names what the execution is about and what the request says, where these differ. Two round trips. */
    private Optional<String> contradiction(int id, NewExecution start, Set<String> said) {
        InContext found = Objects.requireNonNull(inContext(List.of(id)).get(id));
        Execution execution = found.execution();
        List<String> stored = new ArrayList<>();
        List<String> given = new ArrayList<>();
        compare("", found.artefact().identity(), start.artefact().identity(), stored, given);
        if (said.contains("arch")) {
            compare("arch=", execution.buildArchitecture(), start.architecture(), stored, given);
        }
        compare("revision=", execution.revision(), start.revision(), stored, given);
        compare("environment=", execution.environmentName(), start.environment(), stored, given);
        if (said.contains("test_plan")) {
            compare("test_plan=", execution.testPlan(), start.testPlan(), stored, given);
        }
        return stored.isEmpty()
                ? Optional.empty()
                : Optional.of("The ci_link '%s' belongs to test execution %d, which is about %s; the upload says %s"
                        .formatted(start.ciLink(), id, String.join(", ", stored), String.join(", ", given)));
    }

    private static void compare(
            String field, @Nullable Object had, @Nullable Object has, List<String> stored, List<String> given) {
        if (!Objects.equals(had, has)) {
            stored.add(field + had);
            given.add(field + has);
        }
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

    /**
     * Creates artefact, environment, build, review, plan and execution in this order. All writers use it, so that they
     * cannot deadlock.
     */
    private StartOutcome create(int artefact, String architecture, NewExecution start) {
        int environment = environments.findOrCreate(start.environment(), architecture);
        int build = artefacts.findOrCreateBuild(artefact, architecture, start.revision());
        reviews.open(build, environment);
        int plan = Contended.row("test plan " + start.testPlan(), () -> executions.findOrInsertPlan(start.testPlan()));
        return Contended.row("execution of " + start.ciLink(), () -> {
            Integer made = executions.insert(
                    start.ciLink(),
                    build,
                    environment,
                    plan,
                    start.initialStatus().name());
            return made == null
                    ? locked(start.ciLink())
                            .map(id -> new StartOutcome.Started(id, false))
                            .orElse(null)
                    : new StartOutcome.Started(made, true);
        });
    }

    /** The execution (TE-GET-01). One statement needs no transaction around it. */
    public Optional<Execution> find(long id) {
        return executions.find(id);
    }

    /**
     * Executions with their artefacts, by id, in two round trips for any number. Executions that do not exist any more
     * are left out.
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

    /**
     * The executions of an artefact's latest builds, by build id, in the order of environments' names (ART-BUILD-01,
     * 02).
     */
    public Map<Integer, List<Execution>> ofLatestBuilds(long artefactId) {
        return executions.findOfLatestBuilds(artefactId).stream().collect(Collectors.groupingBy(Execution::buildId));
    }

    /** True if the execution exists. */
    public boolean exists(long id) {
        return executions.exists(id).isPresent();
    }

    /** Changes links, status and metadata, and returns the stored execution (TE-PATCH-01 to 06). */
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

    /**
     * The artefacts of the executions whose {@code ci_link} begins with this text: true for those of which each execution
     * has such a link.
     */
    @Transactional(readOnly = true)
    public Map<Integer, Boolean> artefactsLinked(String prefix) {
        return executions.artefactsLinked(prefix).stream()
                .collect(Collectors.toMap(
                        ExecutionRepository.LinkedArtefact::id, ExecutionRepository.LinkedArtefact::only));
    }

    /** All pairs of metadata, by category (EM-02). */
    @Transactional(readOnly = true)
    public Map<String, List<String>> metadata() {
        Map<String, List<String>> metadata = new LinkedHashMap<>();
        executions.metadata().forEach(row -> metadata.put(row.category(), row.texts()));
        return metadata;
    }

    /** The events by time (TE-STATUS-01). Empty if the execution is unknown. */
    @Transactional(readOnly = true)
    public Optional<List<Event>> events(long id) {
        return executions.exists(id).map(executions::events);
    }

    /**
     * Replaces all events, and sets resource and status from the first and the last (TE-STATUS-02 to 05). Returns false
     * if the execution is unknown.
     */
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

    /** Appends events and leaves the status as it is (TE-STATUS-06). Returns false if the execution is unknown. */
    @Transactional
    public boolean addEvents(long id, List<Event> events) {
        if (executions.lock(id).isEmpty()) {
            return false;
        }
        executions.addEvents(id, events);
        return true;
    }

    /** Adds a link, even if the execution already has an equal one (TE-LINK-01). Empty if the execution is unknown. */
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

    /**
     * Locks the execution until the caller's transaction ends. Callers that write its results do this first
     * (TR-POST-03).
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<LockedExecution> lock(long id) {
        return executions.lock(id);
    }

    /** Same as {@link #lock(long)}, by {@code ci_link} (TE-END-02, 03). */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<LockedExecution> lock(String ciLink) {
        return executions.lockByCiLink(ciLink);
    }

    /** Sets status, link and version as end-test does (TE-END-08, 09), in the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void end(long id, boolean failed, @Nullable String c3Link, @Nullable String checkboxVersion) {
        ExecutionStatus status = failed ? ExecutionStatus.FAILED : ExecutionStatus.PASSED;
        executions.end(id, status.name(), c3Link, checkboxVersion);
    }

    /** Adds metadata, in the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void addMetadata(long id, Map<String, List<String>> metadata) {
        executions.addMetadata(id, metadata);
    }

    /**
     * Ends an execution that is in progress and that nothing completes: it failed if one of its results failed, and
     * ended prematurely otherwise. Returns false if it is not in progress.
     *
     * @param why an event to add
     */
    @Transactional
    public boolean abandon(long id, Event why) {
        boolean ended = executions.abandon(id) > 0;
        if (ended) {
            executions.addEvents(id, List.of(why));
        }
        return ended;
    }

    /** Derives the status from the stored results (TE-PATCH-02) and adds metadata, in the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void complete(long id, Map<String, List<String>> metadata) {
        executions.complete(id);
        executions.addMetadata(id, metadata);
    }

    /**
     * Adjusts the status after some of the results were stored, and adds metadata, in the caller's transaction. An
     * execution that had not started is now in progress. One that had passed has failed if a result failed. Any other
     * status stays.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void advance(long id, Map<String, List<String>> metadata) {
        executions.advance(id);
        executions.addMetadata(id, metadata);
    }
}
