package dev.assay.notification;

import io.micronaut.context.event.ApplicationEventPublisher;
import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.Collection;

/** Notifications of people, kept until they dismiss them. */
@Singleton
public class Notifications {
    private final NotificationRepository notifications;
    private final NotificationSettings settings;
    private final ApplicationEventPublisher<DeliveriesDue> due;

    Notifications(
            NotificationRepository notifications,
            NotificationSettings settings,
            ApplicationEventPublisher<DeliveriesDue> due) {
        this.notifications = notifications;
        this.settings = settings;
        this.due = due;
    }

    /**
     * Tells each of these people that they review this artefact now, with a link to its page (NOTIF-2, NOTIF-3), by their
     * channels too, and by a card if the artefact has an issue now (NOTIF-20). Joins the caller's transaction; one round trip,
     * none for nobody. Nothing is sent before the transaction is committed.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void reviewersAssigned(int artefactId, Collection<Integer> users) {
        if (!users.isEmpty() && notifications.insert(settings.frontendUrl(), artefactId, users) > 0) {
            due.publishEvent(new DeliveriesDue());
        }
    }
}
