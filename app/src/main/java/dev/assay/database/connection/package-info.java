/** Connections: pools for each kind of work within its limits, which know whose act a change is; and work that one replica does. */
@NullMarked
package dev.assay.database.connection;

import org.jspecify.annotations.NullMarked;
