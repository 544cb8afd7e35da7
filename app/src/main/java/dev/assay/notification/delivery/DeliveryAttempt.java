package dev.assay.notification.delivery;

import dev.assay.notification.SendOutcome;
import dev.assay.notification.channel.ChannelKind;
import dev.assay.notification.jira.Card;
import dev.assay.notification.jira.JiraCards;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Objects;

/** One attempt to send a delivery: by mail, to a URL, or as a card in Jira. */
@Singleton
class DeliveryAttempt {
    private final Mailer mailer;
    private final Webhooks webhooks;
    private final JiraCards cards;
    private final DeliveryRepository deliveries;

    DeliveryAttempt(Mailer mailer, Webhooks webhooks, JiraCards cards, DeliveryRepository deliveries) {
        this.mailer = mailer;
        this.webhooks = webhooks;
        this.cards = cards;
        this.deliveries = deliveries;
    }

    SendOutcome send(Due due) {
        return switch (due.kind()) {
            case NOTIFICATION, TEST -> send(due, Objects.requireNonNull(due.channel()));
            case REVIEW_CARD -> cards.make(card(due, Objects.requireNonNull(due.about())), deliveries::hasIssue);
        };
    }

    private SendOutcome send(Due due, Due.Channel channel) {
        Message message = Message.of(due);
        Due.Person person = due.person();
        return switch (ChannelKind.valueOf(channel.kind().toUpperCase(Locale.ROOT))) {
            case EMAIL -> mailer.send(person.email(), due.messageId(), message);
            case SLACK -> webhooks.slack(person.id(), channel, message);
            case WEBHOOK -> webhooks.webhook(person.id(), channel, due.messageId(), message);
        };
    }

    private static Card card(Due due, Due.About about) {
        return new Card(
                about.type(),
                Objects.requireNonNull(about.parentIssue()),
                about.name(),
                about.version(),
                due.person().name(),
                due.person().handle(),
                due.person().reviews(),
                about.targetUrl(),
                due.createdAt(),
                due.attempt() > 1);
    }
}
