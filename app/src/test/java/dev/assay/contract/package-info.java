/** Whether the API that we describe holds everything that clients of Test Observer know. */
@NullMarked
package dev.assay.contract;

import org.jspecify.annotations.NullMarked;
