package dev.assay.outbound;

import dev.assay.platform.Development;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Makes clients for requests to other servers; their users say how long to wait and how much to read. */
@Singleton
public class Outbound {
    private final PublicAddresses addresses;
    private final Proxies proxies;
    private final boolean development;

    Outbound(PublicAddresses addresses, OutboundSettings settings, Development development) {
        this.addresses = addresses;
        this.proxies = new Proxies(settings);
        this.development = development.enabled();
    }

    /**
     * For a command that runs without beans.
     *
     * @param environment the environment variables, which name the proxies
     */
    public static Outbound of(Map<String, String> environment) {
        OutboundSettings settings = OutboundSettings.of(environment);
        Development development = new Development(false);
        return new Outbound(new PublicAddresses(settings, development), settings, development);
    }

    /**
     * A client for addresses from settings, which may be anywhere.
     *
     * @param deadline the time from the start of connecting to the end of the response
     * @param longest the longest body of a response, in bytes
     */
    public Http toSetting(Duration deadline, int longest) {
        return toSetting(deadline, longest, null);
    }

    /** @param tls the authorities to trust; null for the usual ones */
    public Http toSetting(Duration deadline, int longest, @Nullable SSLContext tls) {
        return new Http(proxies, null, tls, deadline, longest);
    }

    /** A client for addresses that any caller may have written: it connects only to public ones, and does not read bodies of responses. */
    public Http toAnybody(Duration deadline) {
        return new Http(proxies, addresses, null, deadline, 0);
    }

    /** True if a URL from a setting may be called: https, or plain http in development and on this machine. */
    public boolean isSafe(URI uri) {
        if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return false;
        }
        return switch (String.valueOf(uri.getScheme())) {
            case "https" -> true;
            case "http" -> development || isThisMachine(PublicAddresses.withoutBrackets(uri.getHost()));
            default -> false;
        };
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost")
                || PublicAddresses.literal(host)
                        .filter(address -> address.isLoopbackAddress())
                        .isPresent();
    }
}
