package dev.assay.upload.junit;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what a reader noted in a file in addition to its cases: warnings, and records that it could not take. It
 * keeps the first of each and counts the others, so that a response does not grow with the file.
 */
public final class Warnings {
    /** The number of warnings that are listed. */
    public static final int MOST = 20;
    /** The number of quarantined records that are kept. */
    public static final int MOST_QUARANTINED = 100;

    private final List<Warning> first = new ArrayList<>();
    private final List<Quarantined> quarantined = new ArrayList<>();
    private int total;
    private int quarantinedTotal;

    public void add(Warning warning) {
        total++;
        if (first.size() < MOST) {
            first.add(warning);
        }
    }

    /** Keeps a record that cannot be taken, and warns of it. */
    public void add(Quarantined record) {
        quarantinedTotal++;
        if (quarantined.size() < MOST_QUARANTINED) {
            quarantined.add(record);
        }
        add(new Warning("quarantined", record.line(), record.reason()));
    }

    /** The first warnings in the order of the file, at most {@link #MOST}. */
    public List<Warning> listed() {
        return List.copyOf(first);
    }

    /** The number of all warnings, with those that are not listed. */
    public int total() {
        return total;
    }

    /** The first quarantined records in the order of the file, at most {@link #MOST_QUARANTINED}. */
    public List<Quarantined> quarantined() {
        return List.copyOf(quarantined);
    }

    /** The number of all quarantined records, with those that are not kept. */
    public int quarantinedTotal() {
        return quarantinedTotal;
    }
}
