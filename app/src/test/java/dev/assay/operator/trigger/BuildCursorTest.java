package dev.assay.operator.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artefact.build.BuildWatermark;
import dev.assay.operator.plan.PlanStatus;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No build is lost and none is handled twice, in whatever order transactions commit. */
class BuildCursorTest {
    private static final Instant NOW = Instant.EPOCH;

    @Test
    void itMovesPastHandledBuilds() {
        BuildCursor cursor = new BuildCursor(10, List.of());
        assertThat(cursor.after(List.of(12L, 14L), Set.of(12L, 14L), 11))
                .isEqualTo(new BuildCursor(11, List.of(12L, 14L)));
        assertThat(cursor.after(List.of(12L, 14L), Set.of(12L, 14L), 20)).isEqualTo(new BuildCursor(20, List.of()));
        assertThat(cursor.after(List.of(12L, 14L), Set.of(12L), 20)).isEqualTo(new BuildCursor(13, List.of()));
        assertThat(cursor.after(List.of(12L, 14L), Set.of(14L), 20)).isEqualTo(new BuildCursor(11, List.of(14L)));
        assertThat(cursor.after(List.of(), Set.of(), 5)).isEqualTo(new BuildCursor(10, List.of()));
    }

    @Test
    void aPlanBeginsAfterTheNewestBuild() {
        BuildHorizon.Seen seen = BuildHorizon.Seen.NOTHING.next(new BuildWatermark(41, 7, 7), NOW);
        assertThat(BuildCursor.of(PlanStatus.NONE, seen)).isEqualTo(new BuildCursor(41, List.of()));
    }

    @Test
    void aStatusStaysSmall() {
        BuildCursor full =
                new BuildCursor(0, LongStream.rangeClosed(1, 500).boxed().toList());
        assertThat(full.room(50)).isZero();
        assertThat(new BuildCursor(0, full.beyond().subList(0, 470)).room(50)).isEqualTo(30);
        assertThat(new BuildCursor(0, List.of()).room(50)).isEqualTo(50);
    }

    @Test
    void anIdHasPassedWhenAllTransactionsOfItsTimeHaveEnded() {
        BuildHorizon.Seen seen = BuildHorizon.Seen.NOTHING.next(new BuildWatermark(10, 100, 103), NOW);
        assertThat(seen.passed()).isZero();
        seen = seen.next(new BuildWatermark(12, 100, 105), NOW);
        assertThat(seen.passed()).isZero();
        // Transaction 100 is still running; 105 was not assigned yet when 10 was the highest id
        seen = seen.next(new BuildWatermark(13, 103, 107), NOW);
        assertThat(seen.passed()).isZero();
        seen = seen.next(new BuildWatermark(13, 110, 111), NOW);
        assertThat(seen.passed()).isGreaterThanOrEqualTo(10);
        seen = seen.next(new BuildWatermark(13, 112, 112), NOW);
        seen = seen.next(new BuildWatermark(13, 112, 112), NOW);
        assertThat(seen.passed()).isEqualTo(13);
    }

    /**
     * Simulates a database at random: transactions take ids when they begin, are numbered a moment later, and commit or fail at
     * any time. A plan looks now and then, and may be killed before it can write its status.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyBuildThatIsCommittedGetsOneRun(long seed) {
        Random random = new Random(seed);
        long nextId = 1;
        long nextNumber = 1000;
        TreeMap<Long, Long> open = new TreeMap<>();
        TreeSet<Long> unnumbered = new TreeSet<>();
        TreeSet<Long> committed = new TreeSet<>();
        TreeSet<Long> begun = new TreeSet<>();
        TreeSet<Long> afterKill = new TreeSet<>();
        BuildHorizon.Seen seen = BuildHorizon.Seen.NOTHING;
        BuildCursor cursor = new BuildCursor(0, List.of());
        for (int step = 0; step < 500; step++) {
            boolean ending = step > 450;
            // Transactions get their numbers within the time between two looks
            for (long id : unnumbered) {
                open.put(id, nextNumber++);
            }
            unnumbered.clear();
            for (int i = random.nextInt(4); i > 0 && !ending; i--) {
                unnumbered.add(nextId++);
            }
            for (long id : List.copyOf(open.keySet())) {
                if (ending || random.nextInt(6) == 0) {
                    open.remove(id);
                    if (random.nextInt(10) != 0) {
                        committed.add(id);
                    }
                }
            }
            long oldest = open.values().stream().min(Long::compare).orElse(nextNumber);
            seen = seen.next(new BuildWatermark(committed.isEmpty() ? 0 : committed.last(), oldest, nextNumber), NOW);
            BuildCursor before = cursor;
            List<Long> found = committed.tailSet(cursor.last(), false).stream()
                    .filter(id -> !before.beyond().contains(id))
                    .limit(cursor.room(5) + 1L)
                    .toList();
            Set<Long> handled =
                    new TreeSet<>(found.stream().limit(cursor.room(5)).toList());
            handled.removeAll(afterKill);
            assertThat(handled).noneMatch(begun::contains);
            begun.addAll(handled);
            if (random.nextInt(10) == 0) {
                // Killed before the status was written: the next look finds the same builds, whose runs already exist
                // by name
                afterKill.addAll(handled);
            } else {
                handled.addAll(found.stream().filter(afterKill::contains).toList());
                cursor = cursor.after(found, handled, seen.passed());
            }
            assertThat(begun.containsAll(committed.headSet(cursor.last(), true)))
                    .isTrue();
        }
        assertThat(begun).isEqualTo(committed);
        assertThat(cursor.beyond()).isEmpty();
        assertThat(cursor.last()).isEqualTo(committed.last());
    }
}
