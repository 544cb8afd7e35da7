package dev.assay.identity.workload;

/** What came of looking at a token. */
public sealed interface Verification {
    record Verified(WorkloadToken token) implements Verification {}

    /** Nothing but this was looked at, which may be a lie: {@code WORKLOAD_ISSUERS} does not name the issuer. */
    record Unnamed(String issuer, String subject) implements Verification {}

    /**
     * @param issuer as the token says, true or not; empty when it could not be read
     * @param reason for the log, never for the caller
     */
    record Refused(String issuer, String subject, String reason) implements Verification {}
}
