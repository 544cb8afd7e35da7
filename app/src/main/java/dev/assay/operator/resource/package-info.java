/**
 * What all custom resources share: conditions, the fields of an artefact, and the names and labels of objects made for them; and
 * the records of TestRuns.
 */
@NullMarked
package dev.assay.operator.resource;

import org.jspecify.annotations.NullMarked;
