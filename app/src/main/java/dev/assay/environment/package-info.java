/**
 * The places where tests run: machines and labs, by name and architecture. Front door: {@link
 * dev.assay.environment.Environments}.
 */
@NullMarked
package dev.assay.environment;

import org.jspecify.annotations.NullMarked;
