/** What requests may contain: annotations and types of their components, and mistakes in the form of the v1 contract (ERR-02). */
@NullMarked
package dev.assay.web.input;

import org.jspecify.annotations.NullMarked;
