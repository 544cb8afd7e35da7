package dev.assay.rerun;

import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Requested reruns, at most one for each group of plan, build and environment. */
@Singleton
public class Reruns {
    private static final int PAGE = 200;

    private final RerunRepository reruns;
    private final RequestedRerunRepository wanted;
    private final RerunSettings settings;

    Reruns(RerunRepository reruns, RequestedRerunRepository wanted, RerunSettings settings) {
        this.reruns = reruns;
        this.wanted = wanted;
        this.settings = settings;
    }

    /**
     * Queues a rerun of the execution's group, because an issue of one of its results requests it. A pending request
     * stays as it is, and a group that reached the limit gets none (RERUN-1, RERUN-3, TR-POST-09). Runs in the caller's
     * transaction.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void requestAutomatically(long executionId) {
        reruns.insertAutomatic(executionId, settings.automaticLimit());
    }

    /**
     * The requests for these plans and environments, in the order of the queue, including builds of archived artefacts.
     * One statement.
     *
     * @param without the ids of requests to leave out
     */
    public List<RequestedRerun> pendingIn(Collection<PlanEnvironment> places, Collection<Long> without, int limit) {
        return places.isEmpty()
                ? List.of()
                : wanted.find(RequestedRerunRepository.pending(List.copyOf(places), List.copyOf(without), limit));
    }

    /** The ids of those requests that are still pending. One statement. */
    public Set<Long> stillPending(Collection<Long> ids) {
        return ids.isEmpty() ? Set.of() : Set.copyOf(wanted.existing(ids.toArray(Long[]::new)));
    }

    /**
     * Requests reruns of the selected executions' groups. A pending request keeps its place in the queue, and its
     * priority if {@code priority} is null (RR-18, RR-19). Returns one request for each known execution, in the order
     * of their ids (RR-17).
     */
    @Transactional
    List<RerunRequest> request(Selection selection, @Nullable Integer priority) {
        if (selection.isNothing()) {
            return List.of();
        }
        reruns.insertAndHold(selection, priority);
        return reruns.ofEach(selection);
    }

    /** Same as {@link #requestAll}, for these executions. */
    public void requestAll(Set<Long> executions, int priority) {
        requestAll(new Selection(executions, null, null), priority);
    }

    /** Same as {@link #request}, for any number of executions and without returning them (RR-22). One statement. */
    void requestAll(Selection selection, @Nullable Integer priority) {
        if (!selection.isNothing()) {
            reruns.insertMissing(selection, priority);
        }
    }

    /** Withdraws the requests of the selected executions' groups (RR-33). One statement. */
    void withdraw(Selection selection) {
        if (!selection.isNothing()) {
            reruns.delete(selection);
        }
    }

    /**
     * The requests in order, read a page at a time. A request that does not change meanwhile appears exactly once
     * (RR-25 to RR-27).
     */
    public Stream<List<RerunRequest>> queue(QueueQuery query) {
        long limit = query.limit() == null ? Long.MAX_VALUE : query.limit();
        return Stream.iterate(
                        part(query, null, limit),
                        part -> !part.rows.isEmpty(),
                        part -> part.rows.size() < PAGE
                                ? new Part(List.of(), 0)
                                : part(query, part.rows.getLast(), part.left))
                .map(Part::rows);
    }

    private Part part(QueueQuery query, @Nullable RerunRequest after, long left) {
        int size = (int) Math.min(PAGE, left);
        List<RerunRequest> rows = size == 0 ? List.of() : reruns.queue(query, after, size);
        return new Part(rows, left - rows.size());
    }

    /** @param left the number of requests still to read after these */
    private record Part(List<RerunRequest> rows, long left) {}
}
