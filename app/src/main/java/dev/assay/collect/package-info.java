/**
 * Brings the result files of a test container to the API as they are written, and loses none; knows the API's address and no
 * class of the server. Front door: {@link dev.assay.collect.Collector}.
 */
@NullMarked
package dev.assay.collect;

import org.jspecify.annotations.NullMarked;
