/**
 * Uploads the result files of a test container to the API as they are written, and loses none. It knows only the API's address
 * and uses no class of the server. Front door: {@link dev.assay.collect.Collector}.
 */
@NullMarked
package dev.assay.collect;

import org.jspecify.annotations.NullMarked;
