/** The outbox: claims what is due, sends it, tries again. Front door: {@link dev.assay.notification.delivery.Outbox}. */
@NullMarked
package dev.assay.notification.delivery;

import org.jspecify.annotations.NullMarked;
