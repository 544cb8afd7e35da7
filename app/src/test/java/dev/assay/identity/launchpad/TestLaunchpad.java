package dev.assay.identity.launchpad;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The part of Launchpad's API that sign-on uses, on a port of this machine. */
public final class TestLaunchpad implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    public TestLaunchpad() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String target = exchange.getRequestURI().toString();
            asked.add(target);
            byte[] body = answers.getOrDefault(target, "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /** The value for {@code LAUNCHPAD_URL}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/devel";
    }

    /** The requests that were received: path and query. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** Sets the answer for a path below {@link #url}; other paths get 503. */
    public void answer(String path, String json) {
        answers.put("/devel" + path, json);
    }

    /** Adds a person with these teams; the list of teams has two to a page. */
    public void person(String email, String handle, String... teams) {
        answer(
                "/people?ws.op=getByEmail&email=" + email.replace("@", "%40"),
                "{\"name\": \"%s\", \"display_name\": \"Of Launchpad\", \"super_teams_collection_link\": \"%s/~%s/super_teams\"}"
                        .formatted(handle, url(), handle));
        for (int start = 0; start == 0 || start < teams.length; start += 2) {
            StringBuilder entries = new StringBuilder();
            for (int i = start; i < Math.min(start + 2, teams.length); i++) {
                entries.append(i == start ? "" : ",")
                        .append("{\"name\": \"")
                        .append(teams[i])
                        .append("\"}");
            }
            String next = start + 2 < teams.length
                    ? ", \"next_collection_link\": \"%s/~%s/super_teams?ws.start=%d\""
                            .formatted(url(), handle, start + 2)
                    : "";
            answer(
                    "/~" + handle + "/super_teams" + (start == 0 ? "" : "?ws.start=" + start),
                    "{\"entries\": [" + entries + "]" + next + "}");
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
