package dev.assay.notification.delivery;

import dev.assay.access.Caller;
import dev.assay.access.Open;
import dev.assay.notification.SelfService;
import dev.assay.notification.channel.ChannelName;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import dev.assay.web.input.Input;
import dev.assay.web.page.Page;
import dev.assay.web.page.Pages;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The deliveries of the caller's messages, and test messages. */
@Controller("/v2/users/me")
@Tag(name = "notification-channels")
@JsonApi
class DeliveryController {
    private final DeliveryOutbox outbox;
    private final Worker worker;
    private final SelfService self;
    private final Pages pages;

    DeliveryController(DeliveryOutbox outbox, Worker worker, SelfService self, Pages pages) {
        this.outbox = outbox;
        this.worker = worker;
        this.self = self;
        this.pages = pages;
    }

    /**
     * The delivery of a message, or of a card in Jira.
     *
     * @param kind notification, test or review_card
     * @param channel the channel's name; null for a card
     * @param notificationId the notification that it is about; null for a test
     * @param state pending, delivered, failed (no more attempts) or skipped (nothing to send)
     * @param error why the last attempt failed, or why it was skipped
     * @param issueKey key of the card that was created in Jira
     * @param nextAttemptAt null unless it is pending
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "NotificationDelivery")
    record Shown(
            int id,
            String kind,
            @Nullable String channel,
            @Nullable Integer notificationId,
            String state,
            int attempts,
            @Nullable String error,
            @Nullable String issueKey,
            Instant createdAt,
            @Nullable Instant nextAttemptAt,
            @Nullable Instant finishedAt) {
        static Shown from(Delivery delivery) {
            return new Shown(
                    delivery.id(),
                    delivery.kind(),
                    delivery.channel(),
                    delivery.notificationId(),
                    delivery.state(),
                    delivery.attempts(),
                    delivery.error(),
                    delivery.issueKey(),
                    delivery.createdAt(),
                    delivery.state().equals("pending") ? delivery.nextAttemptAt() : null,
                    delivery.finishedAt());
        }
    }

    /**
     * Deliveries of messages and Jira cards for the caller, newest first.
     *
     * @param after the cursor from the previous page
     * @param limit the most deliveries to return
     */
    @Get("/notification-deliveries")
    @Open(Open.To.SELF)
    @ApiResponse(responseCode = "401", description = "The caller is not signed in")
    @ApiResponse(responseCode = "403", description = "Nothing is delivered to an application")
    HttpResponse<Page<Shown>> page(
            HttpRequest<?> request,
            Caller caller,
            @QueryValue @Input.Default("2147483647") @Min(0) int after,
            @QueryValue @Input.Default("100") @Min(1) @Max(1000) int limit) {
        List<Delivery> rows = outbox.page(self.owner(caller).id(), after, limit + 1);
        return pages.page(request, rows, limit, Shown::from, Delivery::id);
    }

    /** Send a test message by a channel. The list of deliveries shows its result. */
    @Post("/notification-channels/{name}/test")
    @Open(Open.To.SELF)
    @ApiResponse(responseCode = "401", description = "The caller is not signed in")
    @ApiResponse(responseCode = "403", description = "An application has no channels")
    @ApiResponse(responseCode = "429", description = "Too many test messages within an hour")
    Shown test(Caller caller, @PathVariable ChannelName name) {
        return switch (outbox.test(self.owner(caller).id(), name)) {
            case DeliveryOutbox.TestOutcome.Written(Delivery row) -> {
                worker.wake();
                yield Shown.from(row);
            }
            case DeliveryOutbox.TestOutcome.Unknown() ->
                throw new Fault(
                        Problem.NOT_FOUND,
                        "There is no channel " + name.value(),
                        "Create it with PUT, or choose one from the list");
            case DeliveryOutbox.TestOutcome.TooMany(int most) ->
                throw new Fault(
                        Problem.TOO_MANY_TEST_MESSAGES,
                        "There were " + most + " test messages within an hour",
                        "See their results at /v2/users/me/notification-deliveries",
                        Duration.ofHours(1));
        };
    }
}
