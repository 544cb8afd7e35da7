/**
 * Notification channels: where users want to receive messages, and of which types. Front door:
 * {@link dev.assay.notification.channel.Channels}.
 */
@NullMarked
package dev.assay.notification.channel;

import org.jspecify.annotations.NullMarked;
