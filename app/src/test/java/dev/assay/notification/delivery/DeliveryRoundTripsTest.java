package dev.assay.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.CountingRelay;
import dev.assay.testing.People;
import dev.assay.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One statement writes notifications and their deliveries. */
class DeliveryRoundTripsTest {

    @Test
    void assigningCostsTheSameForAnyNumberOfPeopleAndChannels() throws Exception {
        String bypass = "com.zaxxer.hikari.aliveBypassWindowMs";
        System.setProperty(bypass, "3600000");
        try (CountingRelay relay = new CountingRelay(TestDatabase.migrated());
                Desk desk = Desk.open(relay.through(), Map.of("datasources.default.maximum-pool-size", 1))) {
            for (int i = 0; i < 6; i++) {
                assign(relay, desk, 2, 1);
            }

            List<Integer> costs =
                    List.of(assign(relay, desk, 1, 0), assign(relay, desk, 1, 1), assign(relay, desk, 30, 3));

            assertThat(costs).containsOnly(costs.getFirst());
            assertThat(desk.number("SELECT count(*) FROM notification_delivery WHERE kind = 'notification'"))
                    .isEqualTo(6 * 2 + 1 + 90);
            assertThat(desk.number("SELECT count(*) FROM notification_delivery WHERE kind = 'review_card'"))
                    .isEqualTo(6 * 2 + 1 + 1 + 30);
        } finally {
            System.clearProperty(bypass);
        }
    }

    private static int assign(CountingRelay relay, Desk desk, int people, int channels) {
        People.User[] users = Stream.generate(desk.people()::user).limit(people).toArray(People.User[]::new);
        for (People.User user : users) {
            IntStream.range(0, channels).forEach(i -> desk.server().database().execute("""
                            INSERT INTO notification_channel (user_id, name, kind, enabled)
                            VALUES (%d, 'mail%d', 'email', true)""".formatted(user.id(), i)));
        }
        int artefact = desk.artefact("counted-" + people + "-" + channels, String.valueOf(users[0].id()));
        desk.patch(artefact, "{\"jira_issue\": \"SNAP-1\"}");
        return relay.count(() -> desk.assign(artefact, users));
    }
}
