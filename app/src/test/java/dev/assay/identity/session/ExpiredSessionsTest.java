package dev.assay.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.database.connection.OneRunner;
import dev.assay.testing.People;
import dev.assay.testing.TestServer;
import org.junit.jupiter.api.Test;

class ExpiredSessionsTest {

    @Test
    void onlyExpiredSessionsAreDeleted() { // BG-30
        try (TestServer server = TestServer.start()) {
            People people = new People(server.database());
            People.User user = people.user();
            people.session(user, "now() - interval '1 second'");
            people.session(user, "now() - interval '1 year'");
            int valid = people.session(user, "now() + interval '1 minute'");

            assertThat(server.bean(ExpiredSessions.class).delete()).isEqualTo(OneRunner.Outcome.DONE);

            assertThat(server.database().strings("SELECT id FROM user_session")).containsExactly(String.valueOf(valid));
        }
    }
}
