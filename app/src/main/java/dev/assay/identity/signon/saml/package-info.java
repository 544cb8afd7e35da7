/**
 * Signing on by SAML 2.0: Web Browser SSO, and single logout by redirects (docs/adr/0020). Front door:
 * {@link dev.assay.identity.signon.saml.Saml}.
 */
@NullMarked
package dev.assay.identity.signon.saml;

import org.jspecify.annotations.NullMarked;
