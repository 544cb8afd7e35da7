package dev.assay.notification.channel;

import static dev.assay.access.Permission.CHANGE_NOTIFICATION;
import static dev.assay.access.Permission.VIEW_NOTIFICATION;

import dev.assay.access.Permit;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.swagger.v3.oas.annotations.tags.Tag;

/**
 * Lists and deletes the channels of any user. Only users themselves create their channels, so that only they know the keys.
 */
@Controller("/v2/users/{user_id}/notification-channels")
@Tag(name = "notification-channels")
@JsonApi
class ChannelController {
    private final Channels channels;

    ChannelController(Channels channels) {
        this.channels = channels;
    }

    /** A user's channels, sorted by name. */
    @Get
    @Permit(VIEW_NOTIFICATION)
    OwnChannelController.ChannelList list(@PathVariable("user_id") long userId) {
        checkUser(userId);
        return OwnChannelController.ChannelList.from(channels.all(userId));
    }

    /** Delete a channel of a user and its pending messages. Succeeds also if the channel does not exist. */
    @Delete("/{name}")
    @Permit(CHANGE_NOTIFICATION)
    HttpResponse<Void> delete(@PathVariable("user_id") long userId, @PathVariable ChannelName name) {
        checkUser(userId);
        channels.delete(userId, name);
        return HttpResponse.noContent();
    }

    private void checkUser(long userId) {
        if (!channels.hasUser(userId)) {
            throw new Fault(Problem.NOT_FOUND, "There is no user " + userId, "See /v1/users");
        }
    }
}
