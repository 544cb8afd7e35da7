package dev.assay.web;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.util.HttpHostResolver;
import io.micronaut.http.uri.UriBuilder;
import jakarta.inject.Singleton;
import java.net.URI;

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

    /** A {@code Link} header to the page after this one: the same request from that cursor on. */
    public String next(HttpRequest<?> request, String cursor) {
        URI next = UriBuilder.of(URI.create(base(request)).resolve(request.getUri()))
                .replaceQueryParam("after", cursor)
                .build();
        return "<" + next + ">; rel=\"next\"";
    }
}
