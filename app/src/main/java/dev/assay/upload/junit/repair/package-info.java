/** Turns bytes of unknown origin into XML that a parser accepts. Front door: {@link dev.assay.upload.junit.repair.RepairedXml}. */
@NullMarked
package dev.assay.upload.junit.repair;

import org.jspecify.annotations.NullMarked;
