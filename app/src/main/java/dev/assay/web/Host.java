package dev.assay.web;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.util.HttpHostResolver;
import jakarta.inject.Singleton;

/** Where clients find this server, for the absolute URLs in answers. */
@Singleton
public class Host {
    private final Settings settings;
    private final HttpHostResolver resolver;

    Host(Settings settings, HttpHostResolver resolver) {
        this.settings = settings;
        this.resolver = resolver;
    }

    /** @param publicUrl {@code PUBLIC_URL}, without trailing slash; empty takes what the request was addressed to */
    @ConfigurationProperties("assay.web")
    record Settings(String publicUrl) {}

    /** {@code https://assay.example.com} */
    public String base(HttpRequest<?> request) {
        return settings.publicUrl().isEmpty() ? resolver.resolve(request) : settings.publicUrl();
    }
}
