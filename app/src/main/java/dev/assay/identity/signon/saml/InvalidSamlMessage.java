package dev.assay.identity.signon.saml;

/** A SAML message is not acceptable. The exception's message says why, for the log; it does not quote the SAML message. */
final class InvalidSamlMessage extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidSamlMessage(String reason) {
        super(reason);
    }

    InvalidSamlMessage(String reason, Throwable cause) {
        super(reason, cause);
    }
}
