/**
 * Rules that attach issues to results when they are stored. Front door: {@link dev.assay.issue.rule.AttachmentRules}.
 */
@NullMarked
package dev.assay.issue.rule;

import org.jspecify.annotations.NullMarked;
