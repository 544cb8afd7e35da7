/** What all custom resources share: conditions, how an artefact is named, names and labels of what is made for them. */
@NullMarked
package dev.assay.operator.resource;

import org.jspecify.annotations.NullMarked;
