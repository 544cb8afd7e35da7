/** Programs that call the API with keys of their own. Front door: {@link dev.assay.identity.application.Applications}. */
@NullMarked
package dev.assay.identity.application;

import org.jspecify.annotations.NullMarked;
