/** External issue trackers: GitHub, Jira, Launchpad. */
@NullMarked
package dev.assay.tracker;

import org.jspecify.annotations.NullMarked;
