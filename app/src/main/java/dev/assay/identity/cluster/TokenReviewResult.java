package dev.assay.identity.cluster;

/** What came of asking the cluster about a token. */
public sealed interface TokenReviewResult {
    /** The token is good, and meant for us. */
    record Confirmed(ServiceAccount account) implements TokenReviewResult {}

    /**
     * @param subject as the token says, true or not
     * @param reason for the log, never for the caller
     */
    record Refused(String subject, String reason) implements TokenReviewResult {}

    /**
     * Nobody knows: the cluster gave no answer.
     *
     * @param reason for the log, never for the caller
     */
    record Unavailable(String reason) implements TokenReviewResult {}
}
