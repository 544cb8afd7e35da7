package dev.assay.seed;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How much to generate.
 *
 * @param results about how many results
 */
public record SeedSize(int results) {
    /** The average number of results of an execution. */
    private static final int PER_EXECUTION = 133;

    private static final Map<String, Integer> NAMES = Map.of("small", 24_000, "large", 2_000_000);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,8}");

    /** Reads a name or a number of results as users type it. */
    public static Optional<SeedSize> of(String text) {
        Integer named = NAMES.get(text);
        if (named != null) {
            return Optional.of(new SeedSize(named));
        }
        return NUMBER.matcher(text).matches() ? Optional.of(new SeedSize(Integer.parseInt(text))) : Optional.empty();
    }

    public int executions() {
        return Math.ceilDiv(results, PER_EXECUTION);
    }
}
