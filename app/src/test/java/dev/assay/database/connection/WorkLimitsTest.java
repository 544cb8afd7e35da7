package dev.assay.database.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.database.Work;
import dev.assay.platform.RefusedSetting;
import dev.assay.testing.TestServer;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.jdbc.PgConnection;

class WorkLimitsTest {
    private static final Path DOCUMENT = Path.of("../docs/LIMITS.md");

    private final TestServer server = TestServer.shared();

    @Test
    void theDocumentHasTheSameTable() throws Exception {
        List<String> rows = Files.readAllLines(DOCUMENT).stream()
                .filter(line ->
                        Arrays.stream(Work.values()).anyMatch(work -> line.startsWith("| `" + work.wire() + "`")))
                .map(line -> line.replaceFirst("^\\| (`[a-z-]+`) \\|[^|]*\\|", "$1 |"))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(
                        Arrays.stream(Work.values()).map(WorkLimitsTest::row).toList());
    }

    /** The server session and the client socket have the limits from the beginning. */
    @ParameterizedTest
    @EnumSource
    void sessionsAndSocketsHaveTheLimits(Work work) throws SQLException {
        Pools pools = server.bean(Pools.class);
        Work.Limits limits = work.limits();
        try (Connection connection = work.during(() -> taken(pools))) {
            assertThat(setting(connection, "statement_timeout")).isEqualTo(limits.statement());
            assertThat(setting(connection, "lock_timeout")).isEqualTo(limits.lock());
            assertThat(setting(connection, "idle_in_transaction_session_timeout"))
                    .isEqualTo(limits.statement());
            assertThat(connection.unwrap(PgConnection.class).getNetworkTimeout())
                    .isEqualTo(Math.toIntExact(limits.socket().toMillis()));
        }
    }

    @ParameterizedTest
    @CsvSource({"20, 7, 3, 6, 4", "10, 3, 1, 3, 2", "50, 17, 7, 15, 10", "1, 1, 1, 1, 1"})
    void everyKindOfWorkHasItsShare(int all, int request, int report, int bulk, int background) {
        WorkLimits limits = limits(Work.REQUEST, all);

        assertThat(Stream.of(Work.REQUEST, Work.REPORT, Work.BULK_WRITE, Work.BACKGROUND)
                        .map(limits::connections))
                .containsExactly(request, report, bulk, background);
    }

    @Test
    void aWorkerHasTheSharesOfRequests() {
        assertThat(limits(Work.BACKGROUND, 20).connections(Work.BACKGROUND)).isEqualTo(14);
        assertThat(limits(Work.BACKGROUND, 1).connections(Work.BACKGROUND)).isEqualTo(1);
    }

    @Test
    void aSettingChangesOneLimitAndTheSocketFollowsTheStatement() {
        WorkLimits limits = limits(
                Work.REQUEST,
                20,
                new WorkSettings("report", 30, Duration.ofMinutes(20), null, null),
                new WorkSettings("request", null, null, Duration.ofSeconds(9), null));

        assertThat(limits.of(Work.REPORT))
                .isEqualTo(
                        new Work.Limits(30, Duration.ofMinutes(20), Duration.ofSeconds(5), Duration.ofSeconds(1205)));
        assertThat(limits.connections(Work.REPORT)).isEqualTo(6);
        assertThat(limits.of(Work.REQUEST).lock()).isEqualTo(Duration.ofSeconds(9));
        assertThat(limits.of(Work.REQUEST).socket()).isEqualTo(Duration.ofSeconds(35));
    }

    @Test
    void anInvalidLimitIsRefused() {
        assertThatThrownBy(() -> limits(Work.REQUEST, 20, new WorkSettings("request", 101, null, null, null)))
                .isInstanceOf(RefusedSetting.class)
                .hasMessageContaining("assay.database.work.request.share");
        assertThatThrownBy(() -> limits(Work.REQUEST, 20, new WorkSettings("request", null, Duration.ZERO, null, null)))
                .isInstanceOf(RefusedSetting.class)
                .hasMessageContaining("assay.database.work.request.statement");
    }

    @Test
    void aHostThatVanishedIsNoticedWithinAMinute() throws Exception {
        try (Socket socket = new KeptAliveSockets().createSocket()) {
            assertThat(socket.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)
                            + socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)
                                    * socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT))
                    .isEqualTo(60);
        }
    }

    private static WorkLimits limits(Work main, int connections, WorkSettings... settings) {
        return new WorkLimits(new WorkLimits.Process(main), new WorkLimits.Whole(connections), List.of(settings));
    }

    private static Connection taken(Pools pools) {
        try {
            return pools.take();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Duration setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT setting::bigint FROM pg_settings WHERE name = '" + name + "'")) {
            row.next();
            return Duration.ofMillis(row.getLong(1));
        }
    }

    private static String row(Work work) {
        Work.Limits limits = work.limits();
        return "`%s` | %s | %s | %s | %s |"
                .formatted(
                        work.wire(),
                        shown(limits.statement()),
                        shown(limits.lock()),
                        shown(limits.socket()),
                        work == Work.MIGRATION ? "unpooled" : limits.share() + " %");
    }

    private static String shown(Duration duration) {
        return String.format(Locale.ROOT, "%,d s", duration.toSeconds());
    }
}
