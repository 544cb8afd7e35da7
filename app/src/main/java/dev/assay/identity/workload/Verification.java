package dev.assay.identity.workload;

/** The result of verifying a token. */
public sealed interface Verification {
    record Verified(WorkloadToken token) implements Verification {}

    /** {@code WORKLOAD_ISSUERS} does not name the issuer, so the token was not verified: both values may be false. */
    record Unnamed(String issuer, String subject) implements Verification {}

    /**
     * The token is not valid.
     *
     * @param issuer the token's claim, which may be false; empty if the token could not be read
     * @param reason for the log, never for the caller
     */
    record Refused(String issuer, String subject, String reason) implements Verification {}
}
