package dev.assay.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.platform.Development;
import java.net.InetAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.255.255.255",
                "100.64.0.1",
                "127.8.8.8",
                "169.254.169.254",
                "172.31.0.1",
                "192.168.1.1",
                "198.19.0.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "168.63.129.16",
                "::",
                "::1",
                "::10.0.0.1",
                "::ffff:127.0.0.1",
                "fe80::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "64:ff9b::a00:1",
                "2001:db8::1",
                "2001::1",
                "2002:a00:1::1",
                "3fff::1",
                "fec0::1"
            })
    void theseAreNotPublic(String address) {
        assertThat(PublicAddresses.isPublic(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.128.0.0",
                "172.32.0.1",
                "192.167.1.1",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450:4001::1",
                "::ffff:8.8.8.8"
            })
    void theseAre(String address) {
        assertThat(PublicAddresses.isPublic(InetAddress.ofLiteral(address))).isTrue();
    }

    @Test
    void namesAreJudgedByWhatTheyLeadTo() throws Exception {
        PublicAddresses closed = addresses("", false);
        assertThat(closed.problem(URI.create("https://localhost/"))).isEmpty();
        assertThatThrownBy(() -> closed.resolve("localhost")).isInstanceOf(PublicAddresses.NotPublic.class);
        assertThatThrownBy(() -> closed.resolve("0x7f.1")).isInstanceOf(java.net.UnknownHostException.class);
        assertThat(closed.resolve("1.1.1.1")).hasSize(1);
    }

    @Test
    void someHostsMayBeAllowed() throws Exception {
        PublicAddresses open = addresses("Localhost, 10.0.0.7,::1", false);
        assertThat(open.resolve("LOCALHOST")).isNotEmpty();
        assertThat(open.problem(URI.create("https://10.0.0.7/x"))).isEmpty();
        assertThat(open.problem(URI.create("https://[::1]/x"))).isEmpty();
        assertThat(open.problem(URI.create("https://10.0.0.8/x"))).isPresent();
        assertThat(open.problem(URI.create("http://10.0.0.7/x"))).isPresent();
        assertThat(addresses("10.0.0.7", true).problem(URI.create("http://10.0.0.7/x")))
                .isEmpty();
    }

    private static PublicAddresses addresses(String allowed, boolean development) {
        return new PublicAddresses(new OutboundSettings(allowed, "", "", ""), new Development(development));
    }
}
