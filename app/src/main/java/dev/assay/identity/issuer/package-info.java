/**
 * Issuers of signed tokens for programs and people: reads their discovery documents and keys. Front doors:
 * {@link dev.assay.identity.issuer.Discovery} and {@link dev.assay.identity.issuer.IssuerKeys}.
 */
@NullMarked
package dev.assay.identity.issuer;

import org.jspecify.annotations.NullMarked;
