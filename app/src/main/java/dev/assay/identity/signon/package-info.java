/**
 * Signs on people whose identity a trusted provider has verified, and redirects the browser back. Front doors:
 * {@link dev.assay.identity.signon.SignOn} and {@link dev.assay.identity.signon.ReturnTo}.
 */
@NullMarked
package dev.assay.identity.signon;

import org.jspecify.annotations.NullMarked;
