/** The version of this build, settings that every process has, and limits on bytes; imports none of our packages. */
@NullMarked
package dev.assay.platform;

import org.jspecify.annotations.NullMarked;
