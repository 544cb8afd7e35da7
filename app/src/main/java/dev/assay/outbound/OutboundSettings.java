package dev.assay.outbound;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.util.Locale;
import java.util.Map;

/**
 * @param allowedHosts {@code WEBHOOK_ALLOWED_HOSTS}: names, comma separated, that people's channels may send to although their
 *     addresses are not public
 * @param httpProxy {@code HTTP_PROXY}: the proxy for http; empty for none
 * @param httpsProxy {@code HTTPS_PROXY}: the proxy for https; empty for none
 * @param noProxy {@code NO_PROXY}: the hosts that are reached without a proxy, see {@link Proxies}
 */
@ConfigurationProperties("assay.outbound")
record OutboundSettings(String allowedHosts, String httpProxy, String httpsProxy, String noProxy) {

    /** For a process without beans. */
    static OutboundSettings of(Map<String, String> environment) {
        return new OutboundSettings(
                "",
                either(environment, "http_proxy"),
                either(environment, "https_proxy"),
                either(environment, "no_proxy"));
    }

    /** CONF-28 */
    private static String either(Map<String, String> environment, String key) {
        return environment.getOrDefault(key.toUpperCase(Locale.ROOT), environment.getOrDefault(key, ""));
    }

    /** Without the proxies, whose URLs may hold passwords. */
    @Override
    public String toString() {
        return "OutboundSettings[" + allowedHosts + ", " + noProxy + "]";
    }
}
