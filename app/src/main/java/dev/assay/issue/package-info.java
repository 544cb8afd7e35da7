/** Known issues and their attachments to results. Front door: {@link dev.assay.issue.Issues}. */
@NullMarked
package dev.assay.issue;

import org.jspecify.annotations.NullMarked;
