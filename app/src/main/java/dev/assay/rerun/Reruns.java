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
     * Queues a rerun of the execution's group, which a result of it asks for by an issue; a pending request stays as it is, and a
     * group that ran often enough is left alone (RERUN-1, RERUN-3, TR-POST-09). Joins the caller's transaction.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void requestAutomatically(long executionId) {
        reruns.insertAutomatic(executionId, settings.automaticLimit());
    }

    /**
     * What is requested in these places, in the order of the queue; one statement, also for builds of archived artefacts.
     *
     * @param without not these requests
     */
    public List<RequestedRerun> pendingIn(Collection<PlanEnvironment> places, Collection<Long> without, int limit) {
        return places.isEmpty()
                ? List.of()
                : wanted.find(RequestedRerunRepository.pending(List.copyOf(places), List.copyOf(without), limit));
    }

    /** Of these requests the ones that are pending still; one statement. */
    public Set<Long> stillPending(Collection<Long> ids) {
        return ids.isEmpty() ? Set.of() : Set.copyOf(wanted.existing(ids.toArray(Long[]::new)));
    }

    /**
     * Requests reruns of the selected executions' groups; a pending request keeps its place, and its priority unless one is
     * given (RR-18, RR-19). One request for each execution there is, by its id (RR-17).
     */
    @Transactional
    List<RerunRequest> request(Selection selection, @Nullable Integer priority) {
        if (selection.isNothing()) {
            return List.of();
        }
        reruns.insertAndHold(selection, priority);
        return reruns.ofEach(selection);
    }

    /** As {@link #request}, for any number of executions, telling nothing (RR-22); one statement. */
    void requestAll(Selection selection, @Nullable Integer priority) {
        if (!selection.isNothing()) {
            reruns.insertMissing(selection, priority);
        }
    }

    /** Withdraws what is requested of the selected executions' groups (RR-33); one statement. */
    void withdraw(Selection selection) {
        if (!selection.isNothing()) {
            reruns.delete(selection);
        }
    }

    /** What is requested, in order, read a page at a time: a request that stays as it is appears once (RR-25 to RR-27). */
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

    /** @param left how many more are wanted after these */
    private record Part(List<RerunRequest> rows, long left) {}
}
