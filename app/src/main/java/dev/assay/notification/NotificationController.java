package dev.assay.notification;

import static dev.assay.access.Permission.CHANGE_NOTIFICATION;
import static dev.assay.access.Permission.VIEW_NOTIFICATION;

import dev.assay.access.Permit;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.input.Input;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** The notifications of any user, for callers with the permission (NOTIF-12). */
@Controller("/v1/users/{user_id}/notifications")
@Tag(name = "notifications")
@JsonApi
class NotificationController {
    private final Notifications notifications;

    NotificationController(Notifications notifications) {
        this.notifications = notifications;
    }

    /**
     * A user's notifications, newest first.
     *
     * @param limit the most notifications to return
     * @param offset how many notifications to skip
     * @param unreadOnly only those that are not dismissed
     */
    @Get
    @Permit(VIEW_NOTIFICATION)
    NotificationResponse.Page list(
            @PathVariable("user_id") long userId,
            @QueryValue @Input.Default("50") @Min(1) @Max(1000) int limit,
            @QueryValue @Input.Default("0") @Min(0) int offset,
            @QueryValue("unread_only") @Input.Default("false") boolean unreadOnly) {
        checkUser(userId);
        return NotificationResponse.Page.from(notifications.page(userId, unreadOnly, limit, offset), limit, offset);
    }

    /**
     * The number of a user's notifications.
     *
     * @param unreadOnly only those that are not dismissed
     */
    @Get("/count")
    @Permit(VIEW_NOTIFICATION)
    int count(
            @PathVariable("user_id") long userId,
            @QueryValue("unread_only") @Input.Default("false") boolean unreadOnly) {
        checkUser(userId);
        return notifications.count(userId, unreadOnly);
    }

    /** Dismiss a notification of a user. Dismissing it again changes nothing. */
    @Post("/{notification_id}/dismiss")
    @Permit(CHANGE_NOTIFICATION)
    NotificationResponse dismiss(
            @PathVariable("user_id") long userId, @PathVariable("notification_id") long notificationId) {
        checkUser(userId);
        return notifications
                .dismiss(userId, notificationId)
                .map(NotificationResponse::from)
                .orElseThrow(() -> Fault.notFound("Notification not found"));
    }

    private void checkUser(long userId) {
        if (!notifications.hasUser(userId)) {
            throw Fault.notFound("User not found");
        }
    }
}
