package dev.assay.notification.channel;

import dev.assay.access.Caller;
import dev.assay.access.Open;
import dev.assay.notification.SelfService;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;

/** The caller's own notification channels. */
@Controller("/v2/users/me/notification-channels")
@Tag(name = "notification-channels")
@JsonApi
class OwnChannelController {
    private final Channels channels;
    private final SelfService self;

    OwnChannelController(Channels channels, SelfService self) {
        this.channels = channels;
        this.self = self;
    }

    /** All channels of a user. */
    @Serdeable
    @Schema(name = "NotificationChannels")
    record ChannelList(List<ChannelResponse> items) {
        static ChannelList from(List<Channel> channels) {
            return new ChannelList(channels.stream()
                    .map(channel -> ChannelResponse.from(channel, null))
                    .toList());
        }
    }

    /** The caller's channels, sorted by name. */
    @Get
    @Open(Open.To.SELF)
    @ApiResponse(responseCode = "401", description = "The caller is not signed in")
    @ApiResponse(responseCode = "403", description = "An application has no channels")
    ChannelList list(Caller caller) {
        return ChannelList.from(channels.all(self.owner(caller).id()));
    }

    /** One of the caller's channels. */
    @Get("/{name}")
    @Open(Open.To.SELF)
    @ApiResponse(responseCode = "401", description = "The caller is not signed in")
    @ApiResponse(responseCode = "403", description = "An application has no channels")
    ChannelResponse get(Caller caller, @PathVariable ChannelName name) {
        return channels.find(self.owner(caller).id(), name)
                .map(channel -> ChannelResponse.from(channel, null))
                .orElseThrow(() -> unknown(name));
    }

    /**
     * Create or replace a channel. When this creates a webhook, the response has the {@code secret} that signs its messages;
     * the secret is not shown again.
     */
    @Put("/{name}")
    @Open(Open.To.SELF)
    @ApiResponse(responseCode = "401", description = "The caller is not signed in")
    @ApiResponse(responseCode = "403", description = "An application has no channels")
    @ApiResponse(
            responseCode = "409",
            description = "This server cannot send by this kind of channel, or the caller has too many channels")
    ChannelResponse put(Caller caller, @PathVariable ChannelName name, @Body NewChannel channel) {
        return switch (channels.put(self.owner(caller).id(), name, channel)) {
            case Channels.Outcome.Written(Channel written, String secret) -> ChannelResponse.from(written, secret);
            case Channels.Outcome.UnknownUser() ->
                throw new Fault(Problem.NOT_AUTHENTICATED, "Not authenticated", null);
            case Channels.Outcome.Invalid(String reason, String hint) ->
                throw new Fault(Problem.CHANNEL_REFUSED, reason, hint);
            case Channels.Outcome.NotOffered(String reason, String hint) ->
                throw new Fault(Problem.CHANNEL_NOT_OFFERED, reason, hint);
            case Channels.Outcome.TooMany(int most) ->
                throw new Fault(
                        Problem.TOO_MANY_CHANNELS,
                        "You have " + most + " channels already",
                        "Delete one of them first");
        };
    }

    /** Delete a channel and its pending messages. Succeeds also if the channel does not exist. */
    @Delete("/{name}")
    @Open(Open.To.SELF)
    @ApiResponse(responseCode = "401", description = "The caller is not signed in")
    @ApiResponse(responseCode = "403", description = "An application has no channels")
    HttpResponse<Void> delete(Caller caller, @PathVariable ChannelName name) {
        channels.delete(self.owner(caller).id(), name);
        return HttpResponse.noContent();
    }

    private static Fault unknown(ChannelName name) {
        return new Fault(
                Problem.NOT_FOUND,
                "There is no channel " + name.value(),
                "Create it with PUT, or choose one from the list");
    }
}
