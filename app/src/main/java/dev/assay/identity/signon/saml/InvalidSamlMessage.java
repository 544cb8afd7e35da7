package dev.assay.identity.signon.saml;

/** A message is not what we accept; the message of this says why, for the log, in our own words. */
final class InvalidSamlMessage extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidSamlMessage(String reason) {
        super(reason);
    }

    InvalidSamlMessage(String reason, Throwable cause) {
        super(reason, cause);
    }
}
