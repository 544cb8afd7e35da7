package dev.assay.seed;

import java.util.List;

/**
 * Random values that are the same in each run: the same seed and things always give the same value, in any order and on
 * any thread.
 *
 * @param seed selects the generated history
 */
record SeededRandom(long seed) {

    /** The random values for these things, which are numbers and texts. */
    SeededRandom of(Object... things) {
        long mixed = seed;
        for (Object thing : things) {
            mixed = mix(mixed + 0x9e3779b97f4a7c15L + thing.hashCode());
        }
        return new SeededRandom(mixed);
    }

    /** A number from 0, included, to 1, excluded. */
    double fraction() {
        return (mix(seed) >>> 11) * 0x1.0p-53;
    }

    boolean isBelow(double probability) {
        return fraction() < probability;
    }

    /** A number from 0, included, to the bound, excluded. */
    int below(int bound) {
        return (int) (fraction() * bound);
    }

    <T> T one(List<T> of) {
        return of.get(below(of.size()));
    }

    String hex(int digits) {
        StringBuilder text = new StringBuilder();
        for (long at = seed; text.length() < digits; at = mix(at + 1)) {
            text.append("%016x".formatted(mix(at)));
        }
        return text.substring(0, digits);
    }

    /** SplitMix64: every bit of the input affects every bit of the output. */
    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
