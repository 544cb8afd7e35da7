package dev.assay.outbound;

import dev.assay.platform.Development;
import jakarta.inject.Singleton;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Decides which URLs from callers we send to: a URL that a person writes into a channel must not reach this machine, its network or
 * a cloud's metadata. Hosts of {@code WEBHOOK_ALLOWED_HOSTS} are allowed.
 */
@Singleton
public class PublicAddresses extends SystemDefaultDnsResolver {
    /**
     * Ranges that are not public, from the registries of special addresses (RFC 6890 and later), and the metadata that one cloud
     * has at a public address.
     */
    private static final List<AddressRange> NOT_PUBLIC = List.of(
            AddressRange.of("0.0.0.0/8"),
            AddressRange.of("10.0.0.0/8"),
            AddressRange.of("100.64.0.0/10"),
            AddressRange.of("127.0.0.0/8"),
            AddressRange.of("168.63.129.16/32"),
            AddressRange.of("169.254.0.0/16"),
            AddressRange.of("172.16.0.0/12"),
            AddressRange.of("192.0.0.0/24"),
            AddressRange.of("192.0.2.0/24"),
            AddressRange.of("192.88.99.0/24"),
            AddressRange.of("192.168.0.0/16"),
            AddressRange.of("198.18.0.0/15"),
            AddressRange.of("198.51.100.0/24"),
            AddressRange.of("203.0.113.0/24"),
            AddressRange.of("224.0.0.0/3"),
            // Addresses of 2000::/3 that embed another address, and those for documentation
            AddressRange.of("2001::/23"),
            AddressRange.of("2001:db8::/32"),
            AddressRange.of("2002::/16"),
            AddressRange.of("3fff::/20"));

    private static final AddressRange GLOBAL_IPV6 = AddressRange.of("2000::/3");

    private final Set<String> allowedHosts;
    private final boolean development;

    PublicAddresses(OutboundSettings settings, Development development) {
        this.allowedHosts = Arrays.stream(settings.allowedHosts().split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        this.development = development.enabled();
    }

    /** The host is known, but we do not send to its address. */
    public static final class NotPublic extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        NotPublic(String host) {
            super(host + " has an address that is not public; WEBHOOK_ALLOWED_HOSTS can allow it");
        }
    }

    /** The reason why nothing is sent to this URL, whatever address its host has; empty if the address decides. */
    public Optional<String> problem(URI url) {
        String host = url.getHost();
        if (host == null || host.isEmpty()) {
            return Optional.of("it names no host");
        }
        if (url.getUserInfo() != null) {
            return Optional.of("it has a user name in it; put secrets into path or query");
        }
        if (!"https".equals(url.getScheme()) && !development) {
            return Optional.of("it must be https; http is allowed only in development (ASSAY_DEVELOPMENT)");
        }
        // A name is checked when something is sent
        return literal(withoutBrackets(host))
                .filter(address -> !isAllowed(host) && !isPublic(address))
                .map(_ -> "its address is not public");
    }

    /** All addresses of a host, or {@link NotPublic} if we may not send to one of them. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = InetAddress.getAllByName(withoutBrackets(host));
        for (InetAddress address : addresses) {
            if (!isAllowed(host) && !isPublic(address)) {
                throw new NotPublic(host);
            }
        }
        return addresses;
    }

    /** As {@link #resolve}, but a name that is unknown here passes: behind a proxy only the proxy may know it, and it decides. */
    void checkAsFarAsKnown(String host) throws NotPublic {
        try {
            resolve(host);
        } catch (NotPublic e) {
            throw e;
        } catch (UnknownHostException e) {
            // The proxy may know the host
        }
    }

    private boolean isAllowed(String host) {
        return allowedHosts.contains(withoutBrackets(host).toLowerCase(Locale.ROOT));
    }

    static boolean isPublic(InetAddress address) {
        return (address instanceof Inet4Address || GLOBAL_IPV6.contains(address))
                && NOT_PUBLIC.stream().noneMatch(range -> range.contains(address));
    }

    /** The address that this text is, without a look-up; empty for names. */
    static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
