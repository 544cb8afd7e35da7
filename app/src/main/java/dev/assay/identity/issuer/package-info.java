/**
 * Issuers of signed tokens, of programs or of people: what they publish, read with care. Front doors:
 * {@link dev.assay.identity.issuer.Discovery} and {@link dev.assay.identity.issuer.IssuerKeys}.
 */
@NullMarked
package dev.assay.identity.issuer;

import org.jspecify.annotations.NullMarked;
