package dev.assay.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Processor time and memory of other processes, from /proc. */
final class ProcessTimes {
    private static final double MILLIS_PER_TICK = 10; // USER_HZ is 100 on every Linux we know
    private static final int UTIME = 11;
    private static final int CSTIME = 14;

    private ProcessTimes() {}

    /** Milliseconds that this process has run. */
    static double own(long pid) {
        return ticks(pid, UTIME + 1) * MILLIS_PER_TICK;
    }

    /** Milliseconds that these have run, and the children of the first that have ended. */
    static double family(List<Long> pids) {
        double sum = ticks(pids.getFirst(), CSTIME);
        for (long pid : pids.subList(1, pids.size())) {
            sum += ticks(pid, UTIME + 1);
        }
        return sum * MILLIS_PER_TICK;
    }

    /** Resident megabytes. */
    static double residentMegabytes(long pid) {
        return megabytes(pid, "VmRSS:");
    }

    /** The most resident megabytes there were. */
    static double peakMegabytes(long pid) {
        return megabytes(pid, "VmHWM:");
    }

    private static double megabytes(long pid, String what) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith(what))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fields from utime up to this one; they follow the name in brackets, which may hold blanks itself. */
    private static double ticks(long pid, int upTo) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            double sum = 0;
            for (int i = UTIME; i <= upTo; i++) {
                sum += Double.parseDouble(fields[i]);
            }
            return sum;
        } catch (NoSuchFileException e) {
            return 0; // ended since it was listed: its parent's times have it
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
