package dev.assay.notification;

import dev.assay.access.Caller;
import dev.assay.access.Open;
import dev.assay.access.User;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.input.Input;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Optional;

/** The caller's own notifications (NOTIF-7 to NOTIF-11). */
@Controller("/v1/users/me/notifications")
@Tag(name = "notifications")
@JsonApi
class OwnNotificationController {
    private final Notifications notifications;
    private final SelfService self;

    OwnNotificationController(Notifications notifications, SelfService self) {
        this.notifications = notifications;
        this.self = self;
    }

    /**
     * The caller's notifications, newest first. The list is empty for callers that are not signed in, unless authentication is
     * required.
     *
     * @param limit the most notifications to return
     * @param offset how many notifications to skip
     * @param unreadOnly only those that are not dismissed
     */
    @Get
    @Open(Open.To.SELF)
    @ApiResponse(responseCode = "401", description = "The caller is not signed in, and authentication is required")
    @ApiResponse(
            responseCode = "403",
            description = "An application has no notifications, and authentication is required")
    NotificationResponse.Page list(
            Caller caller,
            @QueryValue @Input.Default("50") @Min(1) @Max(1000) int limit,
            @QueryValue @Input.Default("0") @Min(0) int offset,
            @QueryValue("unread_only") @Input.Default("false") boolean unreadOnly) {
        Optional<User> user = self.reader(caller);
        return user.isEmpty()
                ? new NotificationResponse.Page(List.of(), 0, limit, offset)
                : NotificationResponse.Page.from(
                        notifications.page(user.get().id(), unreadOnly, limit, offset), limit, offset);
    }

    /**
     * The number of the caller's notifications.
     *
     * @param unreadOnly only those that are not dismissed
     */
    @Get("/count")
    @Open(Open.To.SELF)
    @ApiResponse(responseCode = "401", description = "The caller is not signed in, and authentication is required")
    @ApiResponse(
            responseCode = "403",
            description = "An application has no notifications, and authentication is required")
    int count(Caller caller, @QueryValue("unread_only") @Input.Default("false") boolean unreadOnly) {
        return self.reader(caller)
                .map(user -> notifications.count(user.id(), unreadOnly))
                .orElse(0);
    }

    /** Dismiss one of the caller's notifications. Dismissing it again changes nothing. */
    @Post("/{notification_id}/dismiss")
    @Open(Open.To.SELF)
    @ApiResponse(responseCode = "401", description = "The caller is not signed in")
    @ApiResponse(responseCode = "403", description = "An application has no notifications")
    NotificationResponse dismiss(Caller caller, @PathVariable("notification_id") long notificationId) {
        return notifications
                .dismiss(self.owner(caller).id(), notificationId)
                .map(NotificationResponse::from)
                .orElseThrow(() -> Fault.notFound("Notification not found"));
    }
}
