package dev.assay.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableServerTest {

    @Test
    void whatWasCommittedSurvivesAKill(@TempDir Path directory) throws Exception {
        try (DurableServer server = DurableServer.start(directory.resolve("data"))) {
            TestDatabase database = server.create("kept");
            database.execute("CREATE TABLE t (n integer); INSERT INTO t SELECT generate_series(1, 1000)");
            assertThat(database.strings("SHOW fsync")).containsExactly("on");
            assertThat(database.strings("SHOW synchronous_commit")).containsExactly("on");
            assertThat(server.pids()).hasSizeGreaterThan(1);

            server.kill();
            server.restart();

            assertThat(database.strings("SELECT count(*) FROM t")).containsExactly("1000");
        }
    }
}
