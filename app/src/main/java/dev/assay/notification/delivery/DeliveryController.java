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

/** What became of messages to the caller. */
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
     * A message, or a card in Jira, that was to leave.
     *
     * @param kind notification, test or review_card
     * @param channel its name; null for a card
     * @param notificationId what it tells; null for a test
     * @param state pending, delivered, failed (given up) or skipped (there was no need)
     * @param error why the last attempt failed, or why there was no need
     * @param issueKey of the card that was made
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
     * Messages to the caller and cards for them, newest first.
     *
     * @param after the cursor that the page before gave
     * @param limit how many at most
     */
    @Get("/notification-deliveries")
    @Open(Open.To.SELF)
    @ApiResponse(responseCode = "401", description = "Nobody is signed in")
    @ApiResponse(responseCode = "403", description = "Nothing is delivered to an application")
    HttpResponse<Page<Shown>> page(
            HttpRequest<?> request,
            Caller caller,
            @QueryValue @Input.Default("2147483647") @Min(0) int after,
            @QueryValue @Input.Default("100") @Min(1) @Max(1000) int limit) {
        List<Delivery> rows = outbox.page(self.owner(caller).id(), after, limit + 1);
        return pages.page(request, rows, limit, Shown::from, Delivery::id);
    }

    /** Send a message that says that the channel works. What becomes of it is among the deliveries. */
    @Post("/notification-channels/{name}/test")
    @Open(Open.To.SELF)
    @ApiResponse(responseCode = "401", description = "Nobody is signed in")
    @ApiResponse(responseCode = "403", description = "An application has no channels")
    @ApiResponse(responseCode = "429", description = "There were many tests within an hour")
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
                        "PUT makes one; the list has all there are");
            case DeliveryOutbox.TestOutcome.TooMany(int most) ->
                throw new Fault(
                        Problem.TOO_MANY_TEST_MESSAGES,
                        "There were " + most + " tests within an hour",
                        "See what became of them at /v2/users/me/notification-deliveries",
                        Duration.ofHours(1));
        };
    }
}
