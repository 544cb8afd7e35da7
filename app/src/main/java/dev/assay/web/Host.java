package dev.assay.web;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.util.HttpHostResolver;
import jakarta.inject.Singleton;

/** The URL of this server as clients know it, for absolute URLs in responses. */
@Singleton
public class Host {
    private final Settings settings;
    private final HttpHostResolver resolver;

    Host(Settings settings, HttpHostResolver resolver) {
        this.settings = settings;
        this.resolver = resolver;
    }

    /** @param publicUrl {@code PUBLIC_URL}, without trailing slash; if empty, the host that the request was sent to */
    @ConfigurationProperties("assay.web")
    record Settings(String publicUrl) {}

    /** {@code https://assay.example.com} */
    public String base(HttpRequest<?> request) {
        return settings.publicUrl().isEmpty() ? resolver.resolve(request) : settings.publicUrl();
    }
}
