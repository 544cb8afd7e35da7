package dev.assay.bench;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The table of results, printed line by line. */
record Report(PrintWriter out) {

    void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values).stripTrailing());
        out.flush();
    }

    /** A figure with its target: {@code 0.41  ≥ 0.35 met}. */
    static String atLeast(double target, double figure) {
        return String.format(Locale.ROOT, "≥ %.2f %s", target, figure >= target ? "met" : "NOT met");
    }

    static String atMost(double target, String unit, double figure) {
        return String.format(Locale.ROOT, "≤ %.0f %s %s", target, unit, figure <= target ? "met" : "NOT met");
    }

    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** The value below which this part of all values lies. */
    static double percentile(double part, double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, (int) (part * sorted.length))];
    }
}
