/** What tests run on: real PostgreSQL, from one place. */
@NullMarked
package dev.assay.testing;

import org.jspecify.annotations.NullMarked;
