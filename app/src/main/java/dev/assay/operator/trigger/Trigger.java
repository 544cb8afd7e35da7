package dev.assay.operator.trigger;

import java.util.List;
import java.util.stream.Stream;

/** What runs begin by; people make runs, too. */
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

    /** All of them, each before the one that began last: where only one may begin, they take turns. */
    static List<Trigger> after(String last) {
        List<Trigger> all = List.of(values());
        List<String> names = all.stream().map(Trigger::wire).toList();
        int first = (names.indexOf(last) + 1) % all.size();
        return Stream.concat(all.subList(first, all.size()).stream(), all.subList(0, first).stream())
                .toList();
    }
}
