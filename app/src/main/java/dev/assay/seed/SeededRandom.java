package dev.assay.seed;

import java.util.List;

/**
 * Made-up facts that come out the same each time: whoever asks about the same things is told the same, in any order and
 * from any thread.
 *
 * @param seed tells one made-up world from another
 */
record SeededRandom(long seed) {

    /** The world as seen from these things; numbers and texts. */
    SeededRandom of(Object... things) {
        long mixed = seed;
        for (Object thing : things) {
            mixed = mix(mixed + 0x9e3779b97f4a7c15L + thing.hashCode());
        }
        return new SeededRandom(mixed);
    }

    /** Between 0, included, and 1, excluded. */
    double fraction() {
        return (mix(seed) >>> 11) * 0x1.0p-53;
    }

    boolean isBelow(double probability) {
        return fraction() < probability;
    }

    /** Between 0, included, and the bound, excluded. */
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

    /** SplitMix64: every bit of the input moves every bit of the output. */
    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
