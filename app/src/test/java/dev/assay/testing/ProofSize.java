package dev.assay.testing;

/** Sizes of a proof: small for every run of the tests, and full for {@code scripts/proofs}. */
public final class ProofSize {
    private static final boolean WHOLE = Boolean.getBoolean("assay.proofs");

    private ProofSize() {}

    public static int of(int usual, int whole) {
        return WHOLE ? whole : usual;
    }

    public static boolean isWhole() {
        return WHOLE;
    }
}
