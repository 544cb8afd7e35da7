/** What all custom resources share: conditions, the fields of an artefact, and the names and labels of objects made for them. */
@NullMarked
package dev.assay.operator.resource;

import org.jspecify.annotations.NullMarked;
