package dev.assay.seed;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Shows the progress of a seed: on a terminal one line that is overwritten, elsewhere a line every few seconds. */
public final class SeedProgress {
    private static final int BAR = 30;

    private final PrintWriter out;
    private final boolean terminal;
    private final Clock clock;
    private final Duration pause;
    private final Instant start;
    private final int total;
    private Instant last;
    private int done;
    private long rows;

    /** @param total the number of executions to store */
    public SeedProgress(PrintWriter out, boolean terminal, Clock clock, int total) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.pause = terminal ? Duration.ofMillis(200) : Duration.ofSeconds(5);
        this.total = total;
        this.start = clock.instant();
        this.last = start;
    }

    /** Counts one more execution, with this number of results. */
    synchronized void done(int results) {
        done++;
        rows += results;
        Instant now = clock.instant();
        boolean due = Duration.between(last, now).compareTo(pause) >= 0;
        if (due || done == total && terminal) {
            last = now;
            show(Duration.between(start, now));
        }
    }

    private void show(Duration since) {
        double seconds = Math.max(since.toMillis(), 1) / 1000.0;
        String figures = String.format(
                Locale.ROOT,
                "%3d %%  %,d results  %,.0f results/s  %s left",
                100L * done / total,
                rows,
                rows / seconds,
                left(seconds * (total - done) / done));
        if (terminal) {
            int full = (int) ((long) BAR * done / total);
            out.print("\r" + "█".repeat(full) + "░".repeat(BAR - full) + " " + figures + "\u001b[K");
            if (done == total) {
                out.println();
            }
        } else {
            out.println(figures);
        }
        out.flush();
    }

    private static String left(double seconds) {
        long whole = Math.round(seconds);
        return whole < 60 ? whole + " s" : "%d:%02d min".formatted(whole / 60, whole % 60);
    }
}
