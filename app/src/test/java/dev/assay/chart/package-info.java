/** What the Helm chart renders, checked without a cluster. */
@NullMarked
package dev.assay.chart;

import org.jspecify.annotations.NullMarked;
