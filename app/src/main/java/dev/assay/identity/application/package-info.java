/**
 * Applications: programs that call the API with keys or tokens. Front door:
 * {@link dev.assay.identity.application.Applications}.
 */
@NullMarked
package dev.assay.identity.application;

import org.jspecify.annotations.NullMarked;
