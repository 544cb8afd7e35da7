package dev.assay.notification;

import dev.assay.database.Page;
import io.micronaut.context.event.ApplicationEventPublisher;
import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;

/** Notifications of users. A notification is unread until its user dismisses it. */
@Singleton
public class Notifications {
    private final NotificationRepository notifications;
    private final NotificationSettings settings;
    private final ApplicationEventPublisher<DeliveriesDue> due;
    private final Clock clock;

    Notifications(
            NotificationRepository notifications,
            NotificationSettings settings,
            ApplicationEventPublisher<DeliveriesDue> due,
            Clock clock) {
        this.clock = clock;
        this.notifications = notifications;
        this.settings = settings;
        this.due = due;
    }

    /**
     * Notifies each of these users that they now review this artefact, with a link to its page (NOTIF-2, NOTIF-3). Also queues
     * messages to their channels, and a card in Jira if the artefact has an issue (NOTIF-20). Joins the caller's transaction
     * and takes one round trip, or none without users. Nothing is sent before the transaction is committed.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void reviewersAssigned(int artefactId, Collection<Integer> users) {
        if (!users.isEmpty() && notifications.insert(settings.frontendUrl(), artefactId, users) > 0) {
            due.publishEvent(new DeliveriesDue());
        }
    }

    boolean hasUser(long userId) {
        return notifications.hasUser(userId);
    }

    /** Newest first. */
    public Page<Notification> page(long userId, boolean unreadOnly, int limit, int offset) {
        return new Page<>(notifications.page(userId, unreadOnly, limit, offset), count(userId, unreadOnly));
    }

    public int count(long userId, boolean unreadOnly) {
        return notifications.count(userId, unreadOnly);
    }

    /**
     * Dismisses a notification at the time of this server's clock. The time of the first dismissal is kept (NOTIF-11). Empty
     * if the user has no such notification.
     */
    @Transactional
    public Optional<Notification> dismiss(long userId, long id) {
        notifications.dismiss(userId, id, clock.instant().truncatedTo(ChronoUnit.MICROS));
        return notifications.find(userId, id);
    }
}
