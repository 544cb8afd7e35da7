/** Where people want to be told, and what may be sent there. Front door: {@link dev.assay.notification.channel.Channels}. */
@NullMarked
package dev.assay.notification.channel;

import org.jspecify.annotations.NullMarked;
