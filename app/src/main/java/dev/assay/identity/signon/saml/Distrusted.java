package dev.assay.identity.signon.saml;

/** A message is not what we accept; the message of this says why, for the log, in our own words. */
final class Distrusted extends Exception {
    private static final long serialVersionUID = 1L;

    Distrusted(String reason) {
        super(reason);
    }

    Distrusted(String reason, Throwable cause) {
        super(reason, cause);
    }
}
