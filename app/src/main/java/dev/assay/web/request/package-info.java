/**
 * Turns a request into the parameters of a controller: its body is read as a stream, counted and within one budget for the process;
 * path, query and body are checked together. Front door: {@link dev.assay.web.request.Bodies}.
 */
@NullMarked
package dev.assay.web.request;

import org.jspecify.annotations.NullMarked;
