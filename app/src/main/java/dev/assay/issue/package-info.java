/** Known issues and the rules that attach them to results. Front door: {@link dev.assay.issue.AttachmentRules}. */
@NullMarked
package dev.assay.issue;

import org.jspecify.annotations.NullMarked;
