package dev.assay.identity.limit;

import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.Context;
import io.micronaut.http.HttpRequest;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the address of a request's client: the nearest address that does not belong to a trusted proxy. */
@Context
class ClientAddress {
    private final List<IpSubnetFilterRule> trusted;

    ClientAddress(LimitSettings settings) {
        this.trusted = Stream.concat(
                        Stream.of("127.0.0.0/8", "::1/128"),
                        Arrays.stream(settings.trustedProxies().split(",")))
                .map(String::strip)
                .filter(network -> !network.isEmpty())
                .map(ClientAddress::rule)
                .toList();
    }

    /** The client's address, such as {@code 192.0.2.7}. */
    String of(HttpRequest<?> request) {
        InetAddress peer = request.getRemoteAddress().getAddress();
        List<String> hops = new ArrayList<>();
        request.getHeaders().getAll("X-Forwarded-For").forEach(header -> hops.addAll(List.of(header.split(","))));
        for (String hop : hops.reversed()) {
            if (peer == null || !isTrusted(peer)) {
                break;
            }
            InetAddress before = parse(hop.strip());
            if (before == null) {
                break;
            }
            peer = before;
        }
        return peer == null ? "unknown" : peer.getHostAddress();
    }

    private boolean isTrusted(InetAddress address) {
        InetSocketAddress socket = new InetSocketAddress(address, 0);
        return trusted.stream().anyMatch(network -> network.matches(socket));
    }

    /** Parses addresses only; names are not looked up. */
    private static @Nullable InetAddress parse(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (java.net.UnknownHostException e) {
            return null;
        }
    }

    private static IpSubnetFilterRule rule(String network) {
        String[] parts = network.split("/");
        try {
            return new IpSubnetFilterRule(parts[0], Integer.parseInt(parts[1]), IpFilterRuleType.ACCEPT);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new RefusedSetting(
                    "TRUSTED_PROXIES",
                    "has " + network + ", which is not a network",
                    "Separate networks by commas: TRUSTED_PROXIES=10.0.0.0/8,fd00::/8");
        }
    }
}
