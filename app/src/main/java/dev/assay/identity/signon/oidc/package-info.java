/**
 * Signing on with OpenID Connect: a provider verifies people's identities and says which groups they are in (docs/adr/0022).
 */
@NullMarked
package dev.assay.identity.signon.oidc;

import org.jspecify.annotations.NullMarked;
