package dev.assay.web.input;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a caller probably meant. */
final class NearestName {
    /** With more changes it is a different word. */
    private static final int MOST_CHANGES = 2;

    /** A name may differ by one change for so many letters. */
    private static final int LETTERS_FOR_A_CHANGE = 3;

    private NearestName() {}

    /** Empty if no known name is near. Case, hyphens and underscores do not count. */
    static Optional<String> nearest(String name, Collection<String> known) {
        String plain = plain(name);
        int most = Math.min(MOST_CHANGES, plain.length() / LETTERS_FOR_A_CHANGE);
        return known.stream()
                .filter(other -> Math.abs(plain(other).length() - plain.length()) <= most)
                .filter(other -> changes(plain, plain(other)) <= most)
                .min(Comparator.<String>comparingInt(other -> changes(plain, plain(other)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
    }

    /** The number of letters to add, remove or replace (Levenshtein distance). */
    private static int changes(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[other.length()];
    }
}
