/**
 * The queue of deliveries: claims those that are due, sends them, and tries again. Front door:
 * {@link dev.assay.notification.delivery.DeliveryOutbox}.
 */
@NullMarked
package dev.assay.notification.delivery;

import org.jspecify.annotations.NullMarked;
