/** Responses of any length, written part by part while they are sent. Front door: {@link dev.assay.web.stream.Streams}. */
@NullMarked
package dev.assay.web.stream;

import org.jspecify.annotations.NullMarked;
