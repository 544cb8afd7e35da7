package dev.assay.identity.cluster;

/** The result of asking the cluster about a token. */
public sealed interface TokenReviewResult {
    /** The token is valid and has our audience. */
    record Confirmed(ServiceAccount account) implements TokenReviewResult {}

    /**
     * The token is not accepted.
     *
     * @param subject the token's claim, which may be false
     * @param reason for the log, never for the caller
     */
    record Refused(String subject, String reason) implements TokenReviewResult {}

    /**
     * It is not known if the token is valid, because the cluster did not answer.
     *
     * @param reason for the log, never for the caller
     */
    record Unavailable(String reason) implements TokenReviewResult {}
}
