/** Clock, JSON, database access and migrations, version; imports none of ours. */
@NullMarked
package dev.assay.platform;

import org.jspecify.annotations.NullMarked;
