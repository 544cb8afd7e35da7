package dev.assay.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Driver;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            postgresql://u:p@h:5433/d,                                    h:5433,          d,        u,        p
            postgres://u:p@h/d,                                           h:5432,          d,        u,        p
            postgresql+pg8000://postgres:password@test-observer-db:5432/postgres, test-observer-db:5432, postgres, postgres, password
            postgresql+psycopg2://u:p@h/d,                                h:5432,          d,        u,        p
            jdbc:postgresql://h:5432/d?user=u&password=p,                 h:5432,          d,        u,        p
            jdbc:postgresql://h/d?user=u&password=a%26b+c,                h:5432,          d,        u,        a&b c
            postgresql://h/d?user=u&password=a+b,                         h:5432,          d,        u,        a+b
            postgresql://u:p@[::1]:5433/d,                                [::1]:5433,      d,        u,        p
            postgresql://u:p@[fe80::1]/d,                                 [fe80::1]:5432,  d,        u,        p
            'postgresql://u:p@h1,h2:5433/d?targetServerType=primary',     'h1:5432,h2:5433', d,      u,        p
            postgresql://u%40x:p%2Fq%3A%40%C3%BC@h/d%20e,                 h:5432,          d e,      u@x,      p/q:@ü
            postgresql://u:100%@h/d,                                      h:5432,          d,        u,        100%
            postgresql://u:12/34+5?6@h/d,                                 h:5432,          d,        u,        12/34+5?6
            postgresql://u:p:q@h/d,                                       h:5432,          d,        u,        p:q
            postgresql://u@h/d,                                           h:5432,          d,        u,        ''
            postgresql://u:p@h,                                           h:5432,          u,        u,        p
            postgresql://h/,                                              h:5432,          postgres, postgres, ''
            postgresql:///d,                                              localhost:5432,  d,        postgres, ''
            ' postgresql://u:p@h/d ',                                     h:5432,          d,        u,        p
            """)
    void readsTheFormsInUse(String text, String servers, String database, String username, String password) {
        DatabaseUrl url = DatabaseUrl.parse(text);

        assertThat(url.servers()).isEqualTo(servers);
        assertThat(url.database()).isEqualTo(database);
        assertThat(url.username()).isEqualTo(username);
        assertThat(url.password()).isEqualTo(password);
    }

    @Test
    void theDriverUnderstandsTheUrl() throws Exception {
        DatabaseUrl url =
                DatabaseUrl.parse("postgresql://u:p@[::1],h2:5433/d%20%C3%BC?sslmode=require&options=-c%20a%3Db");
        Driver driver = new org.postgresql.Driver();
        assertThat(driver.acceptsURL(url.jdbcUrl())).isTrue();

        Map<String, String> properties = Arrays.stream(driver.getPropertyInfo(url.jdbcUrl(), new Properties()))
                .filter(property -> property.value != null)
                .collect(Collectors.toMap(property -> property.name, property -> property.value));

        assertThat(properties)
                .containsEntry("PGDBNAME", "d ü")
                .containsEntry("sslmode", "require")
                .containsEntry("options", "-c a=b");
    }

    @Test
    void addsWhatSuitsAssayAndKeepsWhatIsGiven() {
        DatabaseUrl url = DatabaseUrl.parse(
                "postgresql+pg8000://u:p@h/d?sslmode=require&application_name=mine&ssl_context=x&reWriteBatchedInserts=false");

        assertThat(url.jdbcUrl())
                .isEqualTo("jdbc:postgresql://h:5432/d"
                        + "?sslmode=require&ApplicationName=mine&reWriteBatchedInserts=false&tcpKeepAlive=true");
        assertThat(url.properties())
                .isEqualTo(Map.of(
                        "datasources.default.url", url.jdbcUrl(),
                        "datasources.default.username", "u",
                        "datasources.default.password", "p"));
        assertThat(DatabaseUrl.parse("postgresql://u:p@h/d").jdbcUrl())
                .isEqualTo(
                        "jdbc:postgresql://h:5432/d?ApplicationName=assay&reWriteBatchedInserts=true&tcpKeepAlive=true");
    }

    @Test
    void neverShowsThePassword() {
        DatabaseUrl url = DatabaseUrl.parse("jdbc:postgresql://h/d?user=u&password=hidden&sslpassword=hidden");

        assertThat(url).hasToString("postgresql://u@h:5432/d");
        assertThat(url.withDatabase("other")).hasToString("postgresql://u@h:5432/other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hidden",
                "mysql://u:hidden@h/d",
                "postgresql//u:hidden@h/d",
                "postgresql://u:hidden@h:port/d",
                "postgresql://u:hidden@h:0/d",
                "postgresql://u:hidden@h:70000/d",
                "postgresql://u:hidden@h/d/e",
                "postgresql://u:hidden@h h/d"
            })
    void saysWhichFormsItReads(String text) {
        assertThatThrownBy(() -> DatabaseUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("postgresql://assay:secret@localhost:5432/assay")
                .hasMessageContaining("postgresql+pg8000://")
                .hasMessageContaining("jdbc:postgresql://")
                .hasMessageNotContaining("hidden");
    }
}
