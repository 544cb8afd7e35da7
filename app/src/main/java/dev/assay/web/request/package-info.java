/**
 * How a request becomes what a controller takes: its body is read as a stream, counted and within one budget for the process; path,
 * query and body are judged together. Front door: {@link dev.assay.web.request.Bodies}.
 */
@NullMarked
package dev.assay.web.request;

import org.jspecify.annotations.NullMarked;
