/**
 * Makes a signed-on user of a person whom somebody trusted vouches for, and sends the browser back where it came from. Front
 * doors: {@link dev.assay.identity.signon.SignOn} and {@link dev.assay.identity.signon.ReturnTo}.
 */
@NullMarked
package dev.assay.identity.signon;

import org.jspecify.annotations.NullMarked;
