/** What requests may contain: annotations and types of their components, mistakes, and how v2 writes values. */
@NullMarked
package dev.assay.web.input;

import org.jspecify.annotations.NullMarked;
