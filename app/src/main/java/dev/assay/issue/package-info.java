/** Known issues and what they are attached to. Front door: {@link dev.assay.issue.Issues}. */
@NullMarked
package dev.assay.issue;

import org.jspecify.annotations.NullMarked;
