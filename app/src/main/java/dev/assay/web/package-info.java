/** What all endpoints share, such as errors, the order of filters, and headers; knows no feature. */
@NullMarked
package dev.assay.web;

import org.jspecify.annotations.NullMarked;
