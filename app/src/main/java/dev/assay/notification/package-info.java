/** Notifications to users. Front door: {@link dev.assay.notification.Notifications}. */
@NullMarked
package dev.assay.notification;

import org.jspecify.annotations.NullMarked;
