/** Cards in Jira for reviewers. Front door: {@link dev.assay.notification.jira.JiraCards}. */
@NullMarked
package dev.assay.notification.jira;

import org.jspecify.annotations.NullMarked;
