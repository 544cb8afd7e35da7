package dev.assay.outbound;

import dev.assay.platform.RefusedSetting;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the proxy for a host, by the settings. {@code NO_PROXY} is a comma-separated list of names (which include all names below
 * them), addresses, ranges of addresses such as {@code 10.0.0.0/8}, or {@code *}; names and addresses may have a port.
 */
final class Proxies extends DefaultRoutePlanner {
    private final @Nullable HttpHost http;
    private final @Nullable HttpHost https;
    private final BasicCredentialsProvider credentials = new BasicCredentialsProvider();
    private final List<Predicate<String>> direct;

    Proxies(OutboundSettings settings) {
        super(DefaultSchemePortResolver.INSTANCE);
        this.http = proxy("HTTP_PROXY", settings.httpProxy());
        this.https = proxy("HTTPS_PROXY", settings.httpsProxy());
        this.direct = Stream.of(settings.noProxy().split(","))
                .map(item -> item.strip().toLowerCase(Locale.ROOT))
                .filter(item -> !item.isEmpty())
                .map(Proxies::direct)
                .toList();
    }

    /** The credentials for the proxies. */
    BasicCredentialsProvider credentials() {
        return credentials;
    }

    @Override
    protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
        return of(target.getSchemeName(), target.getHostName(), target.getPort());
    }

    /** The proxy for this scheme and host; null if it is reached without one. */
    @Nullable
    HttpHost of(String scheme, String host, int port) {
        String name = PublicAddresses.withoutBrackets(host).toLowerCase(Locale.ROOT);
        String withPort = name + ":" + (port < 0 ? scheme.equals("https") ? 443 : 80 : port);
        boolean isDirect = direct.stream().anyMatch(item -> item.test(name) || item.test(withPort));
        return isDirect ? null : scheme.equals("https") ? https : http;
    }

    private @Nullable HttpHost proxy(String key, String text) {
        if (text.isBlank()) {
            return null;
        }
        try {
            URI uri = URI.create(text.contains("://") ? text.strip() : "http://" + text.strip());
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                HttpHost proxy = new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
                if (uri.getUserInfo() != null) {
                    String[] user = uri.getUserInfo().split(":", 2);
                    credentials.setCredentials(
                            new AuthScope(proxy),
                            new UsernamePasswordCredentials(user[0], (user.length == 1 ? "" : user[1]).toCharArray()));
                }
                return proxy;
            }
        } catch (IllegalArgumentException e) {
            // Refused below, without the text, which may hold a password
        }
        throw new RefusedSetting(
                key,
                "is not the address of an HTTP proxy",
                "Write for example: " + key + "=http://proxy.example.com:3128");
    }

    private static Predicate<String> direct(String item) {
        if (item.equals("*")) {
            return _ -> true;
        }
        if (item.contains("/")) {
            AddressRange range = range(item);
            return host -> PublicAddresses.literal(host).filter(range::contains).isPresent();
        }
        String name = item.replaceFirst("^\\*?\\.", "");
        return host -> host.equals(name) || host.endsWith("." + name);
    }

    private static AddressRange range(String item) {
        try {
            return AddressRange.of(item);
        } catch (IllegalArgumentException e) {
            throw new RefusedSetting(
                    "NO_PROXY",
                    "holds '" + item + "', which is not a range of addresses",
                    "Write it as in NO_PROXY=10.0.0.0/8");
        }
    }
}
