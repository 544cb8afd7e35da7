package dev.assay.upload.junit;

import java.util.ArrayList;
import java.util.List;

/** Keeps the first warnings about a file and counts the others, so that a response does not grow with the file. */
public final class Warnings {
    /** The number of warnings that are listed. */
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

    /** The warnings in the order of the file. If there are more than {@link #MOST}, the last one says how many. */
    public List<Warning> list() {
        List<Warning> list = new ArrayList<>(first);
        if (more > 0) {
            list.add(new Warning("more", 0, "There are %,d more warnings like these.".formatted(more)));
        }
        return List.copyOf(list);
    }
}
