/** The version of this build, settings that every process has, and bytes; imports none of ours. */
@NullMarked
package dev.assay.platform;

import org.jspecify.annotations.NullMarked;
