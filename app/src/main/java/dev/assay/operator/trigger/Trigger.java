package dev.assay.operator.trigger;

import java.util.List;
import java.util.stream.Stream;

/** Why a run begins. People can create runs as well. */
enum Trigger {
    SCHEDULE("schedule"),
    ARTEFACT("artefact"),
    RERUN("rerun");

    private final String wire;

    Trigger(String wire) {
        this.wire = wire;
    }

    /** The value of the label. */
    String wire() {
        return wire;
    }

    /**
     * All triggers in turn, beginning after the one that began the last run: if only one run may begin, the triggers take
     * turns.
     */
    static List<Trigger> after(String last) {
        List<Trigger> all = List.of(values());
        List<String> names = all.stream().map(Trigger::wire).toList();
        int first = (names.indexOf(last) + 1) % all.size();
        return Stream.concat(all.subList(first, all.size()).stream(), all.subList(0, first).stream())
                .toList();
    }
}
