/** ResultSource: results of Jobs and Pods that were not written for Assay. */
@NullMarked
package dev.assay.operator.source;

import org.jspecify.annotations.NullMarked;
