package dev.assay.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The parts of a browser that signing on needs: it follows redirects, keeps cookies per host name whatever the port, and posts
 * forms. It runs no scripts; {@link #submit} does what a page would submit by itself.
 */
public final class Browser {
    private static final int REDIRECTS = 20;
    private static final Pattern FORM = Pattern.compile("(?is)<form\\b([^>]*)>(.*?)</form>");
    private static final Pattern INPUT = Pattern.compile("(?is)<input\\b([^>]*)>");
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final Map<String, Map<String, String>> cookies = new LinkedHashMap<>();

    /**
     * The page that the browser shows.
     *
     * @param status 0 if no server listens at the address
     */
    public record Page(URI uri, int status, HttpHeaders headers, String body) {

        /** The first form. */
        public Optional<Form> form() {
            Matcher form = FORM.matcher(body);
            if (!form.find()) {
                return Optional.empty();
            }
            Map<String, String> fields = new LinkedHashMap<>();
            Matcher input = INPUT.matcher(form.group(2));
            while (input.find()) {
                attribute(input.group(1), "name")
                        .ifPresent(name -> fields.put(
                                name, attribute(input.group(1), "value").orElse("")));
            }
            URI action = uri.resolve(attribute(form.group(1), "action").orElse(""));
            return Optional.of(new Form(action, fields));
        }
    }

    /** A form: its address and its fields. */
    public record Form(URI action, Map<String, String> fields) {

        /** The form with this field filled in. */
        public Form with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(fields);
            more.put(name, value);
            return new Form(action, more);
        }

        /** The fields as a body of {@code application/x-www-form-urlencoded}. */
        public String encoded() {
            return fields.entrySet().stream()
                    .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
        }
    }

    /** Opens an address and follows redirects. */
    public Page open(URI address) {
        return follow(HttpRequest.newBuilder(withoutFragment(address)), address);
    }

    /** Posts a form and follows redirects. */
    public Page submit(Form form) {
        return follow(
                HttpRequest.newBuilder(withoutFragment(form.action()))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form.encoded())),
                form.action());
    }

    /** Opens an address, signs in as this user of {@link Keycloak} if a form asks, and submits the form that comes back. */
    public Page signIn(URI start, String user) {
        Page page = authenticate(start, user);
        return page.form()
                .filter(form -> form.fields().containsKey("SAMLResponse"))
                .map(this::submit)
                .orElse(page);
    }

    /** As {@link #signIn}, but stops at the page whose form has the {@code SAMLResponse}. */
    public Page authenticate(URI start, String user) {
        Page page = open(start);
        return page.form()
                .filter(form -> form.fields().containsKey("password"))
                .map(form -> submit(form.with("username", user).with("password", user)))
                .orElse(page);
    }

    /** The value of a cookie that is sent to this host; empty for none. */
    public Optional<String> cookie(String host, String name) {
        return Optional.ofNullable(cookies.getOrDefault(host, Map.of()).get(name));
    }

    private Page follow(HttpRequest.Builder first, URI address) {
        HttpRequest.Builder next = first;
        URI at = address;
        for (int redirects = 0; redirects < REDIRECTS; redirects++) {
            HttpResponse<String> response;
            try {
                response = send(next, at.getHost());
            } catch (ConnectException e) {
                return new Page(at, 0, HttpHeaders.of(Map.of(), (a, b) -> true), "");
            } catch (IOException e) {
                throw new UncheckedIOException(at.toString(), e);
            }
            keep(at.getHost(), response.headers().allValues("Set-Cookie"));
            String location = response.headers().firstValue("Location").orElse("");
            if (response.statusCode() / 100 != 3 || location.isEmpty()) {
                return new Page(at, response.statusCode(), response.headers(), response.body());
            }
            at = at.resolve(location);
            next = HttpRequest.newBuilder(withoutFragment(at));
        }
        throw new IllegalStateException("more than " + REDIRECTS + " redirects, at last to " + at);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String host) throws IOException {
        String sent = cookies.getOrDefault(host, Map.of()).entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
        if (!sent.isEmpty()) {
            request.setHeader("Cookie", sent);
        }
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void keep(String host, List<String> headers) {
        Map<String, String> here = cookies.computeIfAbsent(host, h -> new LinkedHashMap<>());
        for (String header : headers) {
            String value = header.substring(header.indexOf('=') + 1).split(";", 2)[0];
            HttpCookie cookie = HttpCookie.parse(header).getFirst();
            if (cookie.hasExpired()) {
                here.remove(cookie.getName());
            } else {
                here.put(cookie.getName(), value);
            }
        }
    }

    private static URI withoutFragment(URI uri) {
        return URI.create(uri.toString().split("#", 2)[0]);
    }

    private static Optional<String> attribute(String tag, String name) {
        Matcher attribute = Pattern.compile("(?is)\\b" + name + "\\s*=\\s*(\"([^\"]*)\"|'([^']*)')")
                .matcher(tag);
        if (!attribute.find()) {
            return Optional.empty();
        }
        String value = attribute.group(2) != null ? attribute.group(2) : attribute.group(3);
        return Optional.of(value.replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&#61;", "=")
                .replace("&#43;", "+")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&"));
    }
}
