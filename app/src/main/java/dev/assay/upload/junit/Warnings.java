package dev.assay.upload.junit;

import java.util.ArrayList;
import java.util.List;

/** The first warnings about a file, and how many more there are: an answer does not grow with the file. */
public final class Warnings {
    /** How many are told in full. */
    public static final int MOST = 100;

    private final List<Warning> first = new ArrayList<>();
    private int more;

    public void add(Warning warning) {
        if (first.size() < MOST) {
            first.add(warning);
        } else {
            more++;
        }
    }

    /** In the order of the file; the last one says how many there are besides. */
    public List<Warning> list() {
        List<Warning> list = new ArrayList<>(first);
        if (more > 0) {
            list.add(new Warning("more", 0, "There are %,d more warnings like these.".formatted(more)));
        }
        return List.copyOf(list);
    }
}
