package dev.assay.outbound;

import dev.assay.platform.Development;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The ways to others; what goes them says how long it waits and how much it reads. */
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
     * For a command without beans.
     *
     * @param environment names the proxies
     */
    public static Outbound of(Map<String, String> environment) {
        OutboundSettings settings = OutboundSettings.of(environment);
        Development development = new Development(false);
        return new Outbound(new PublicAddresses(settings, development), settings, development);
    }

    /**
     * To addresses of the settings, wherever they are.
     *
     * @param deadline from the start of connecting to the end of the answer
     * @param longest body of an answer in bytes
     */
    public Http toSetting(Duration deadline, int longest) {
        return toSetting(deadline, longest, null);
    }

    /** @param tls whom to trust; null for the usual authorities */
    public Http toSetting(Duration deadline, int longest, @Nullable SSLContext tls) {
        return new Http(proxies, null, tls, deadline, longest);
    }

    /** To addresses that any caller may have written: only public ones are connected to, and bodies of answers are not read. */
    public Http toAnybody(Duration deadline) {
        return new Http(proxies, addresses, null, deadline, 0);
    }

    /** Whether what a setting names is asked: https, or plain http in development and on this machine. */
    public boolean isSafe(URI uri) {
        if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return false;
        }
        return switch (String.valueOf(uri.getScheme())) {
            case "https" -> true;
            case "http" -> development || isThisMachine(PublicAddresses.bare(uri.getHost()));
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
