/** Lists that are answered page by page, each with a link to the next page. Front door: {@link dev.assay.web.page.Pages}. */
@NullMarked
package dev.assay.web.page;

import org.jspecify.annotations.NullMarked;
