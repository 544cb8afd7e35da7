package dev.assay.notification;

import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.Collection;

/** Notifications of people, kept until they dismiss them. */
@Singleton
public class Notifications {
    private final NotificationRepository notifications;
    private final NotificationSettings settings;

    Notifications(NotificationRepository notifications, NotificationSettings settings) {
        this.notifications = notifications;
        this.settings = settings;
    }

    /**
     * Tells each of these people that they review this artefact now, with a link to its page (NOTIF-2, NOTIF-3). Joins the
     * caller's transaction; one round trip, none for nobody.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void reviewersAssigned(int artefactId, Collection<Integer> users) {
        if (!users.isEmpty()) {
            notifications.insert(settings.frontendUrl(), artefactId, users.toArray(Integer[]::new));
        }
    }
}
