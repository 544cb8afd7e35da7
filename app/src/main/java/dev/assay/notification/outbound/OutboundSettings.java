package dev.assay.notification.outbound;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * @param allowedHosts {@code WEBHOOK_ALLOWED_HOSTS}: names, comma separated, that people's channels may lead to although their
 *     addresses are not public
 * @param proxy {@code HTTPS_PROXY}: the proxy that all HTTP to others goes through; empty for none
 * @param noProxy {@code NO_PROXY}: names, comma separated, that are reached without it; one that begins with a dot stands for
 *     all below it
 */
@ConfigurationProperties("assay.outbound")
record OutboundSettings(String allowedHosts, String proxy, String noProxy) {

    Set<String> allowed() {
        return listed(allowedHosts);
    }

    Optional<URI> proxyUri() {
        return proxy.isBlank() ? Optional.empty() : Optional.of(URI.create(proxy.strip()));
    }

    boolean isDirect(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return listed(noProxy).stream()
                .anyMatch(direct -> direct.equals("*")
                        || name.equals(direct.replaceFirst("^\\.", ""))
                        || name.endsWith(direct.startsWith(".") ? direct : "." + direct));
    }

    private static Set<String> listed(String names) {
        return Arrays.stream(names.split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Without the proxy, whose address may hold a password. */
    @Override
    public String toString() {
        return "OutboundSettings[" + allowedHosts + ", " + noProxy + "]";
    }
}
