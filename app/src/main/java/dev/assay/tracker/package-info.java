/** Where issues are kept by others: GitHub, Jira, Launchpad. */
@NullMarked
package dev.assay.tracker;

import org.jspecify.annotations.NullMarked;
