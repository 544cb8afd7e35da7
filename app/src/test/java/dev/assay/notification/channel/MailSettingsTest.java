package dev.assay.notification.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.platform.Development;
import dev.assay.platform.RefusedSetting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parsing of {@code SMTP_URL} and {@code MAIL_FROM}. */
class MailSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "smtp://mail.example.com, mail.example.com:587 STARTTLS '' ''",
        "smtp://mail.example.com:25?tls=starttls, mail.example.com:25 STARTTLS '' ''",
        "smtp://relay?tls=none, relay:25 NONE '' ''",
        "smtps://a%40b.example:p%3A%2Fq+r@mail.example.com, mail.example.com:465 IMPLICIT 'a@b.example' 'p:/q+r'",
        "smtp://me:@mail.example.com, mail.example.com:587 STARTTLS 'me' ''"
    })
    void itIsUnderstood(String url, String expected) {
        MailSettings.Server server =
                settings(url, "Assay <assay@example.com>", false).server().orElseThrow();

        assertThat("%s:%d %s '%s' '%s'"
                        .formatted(server.host(), server.port(), server.tls(), server.user(), server.password()))
                .isEqualTo(expected);
        assertThat(server.toString()).doesNotContain("p:/q");
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.com, Assay <a@b.example>, SMTP_URL cannot be read",
        "http://mail.example.com, Assay <a@b.example>, SMTP_URL cannot be read",
        "smtp://u:geheim@, Assay <a@b.example>, SMTP_URL cannot be read",
        "smtp://mail.example.com?tls=maybe, Assay <a@b.example>, SMTP_URL has a query",
        "smtp://u:geheim@mail.example.com?tls=none, Assay <a@b.example>, SMTP_URL would send a password",
        "smtp://mail.example.com, '', MAIL_FROM is missing",
        "smtp://mail.example.com, nobody, MAIL_FROM is not a valid sender address"
    })
    void wrongSettingsAreRefused(String url, String from, String reason) {
        assertThatThrownBy(() -> settings(url, from, false))
                .isInstanceOf(RefusedSetting.class)
                .hasMessageStartingWith(reason)
                .hasMessageNotContaining("geheim");
    }

    @Test
    void noneIsNoMail() {
        assertThat(settings("", "", false).server()).isEmpty();
        assertThat(settings("smtp://u:p@localhost:2525?tls=none", "a@b.example", true)
                        .server())
                .isPresent();
    }

    private static MailSettings settings(String url, String from, boolean development) {
        return new MailSettings(new MailSettings.Values(url, from), new Development(development));
    }
}
