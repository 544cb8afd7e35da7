package dev.assay.web.page;

import dev.assay.web.Host;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.uri.UriBuilder;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Answers lists page by page: the next page begins after the id of the last row. */
@Singleton
public class Pages {
    private final Host host;

    Pages(Host host) {
        this.host = host;
    }

    /**
     * Answers a page of rows.
     *
     * @param rows one row more than the limit, if there are more
     * @param shown how a row is shown
     * @param id the id of a row, which becomes the cursor if the row is the last of this page
     */
    public <R, T> HttpResponse<Page<T>> page(
            HttpRequest<?> request, List<R> rows, int limit, Function<R, T> shown, ToLongFunction<R> id) {
        List<T> items = rows.stream().limit(limit).map(shown).toList();
        String after = rows.size() > limit ? String.valueOf(id.applyAsLong(rows.get(limit - 1))) : null;
        return linked(HttpResponse.ok(new Page<>(items, after)), request, after);
    }

    /** Adds a {@code Link} to the next page: the same request from that cursor on. */
    public <T> MutableHttpResponse<T> linked(
            MutableHttpResponse<T> response, HttpRequest<?> request, @Nullable String after) {
        if (after == null) {
            return response;
        }
        URI next = UriBuilder.of(URI.create(host.base(request)).resolve(request.getUri()))
                .replaceQueryParam("after", after)
                .build();
        return response.header("Link", "<" + next + ">; rel=\"next\"");
    }
}
