package dev.assay.cli;

import dev.assay.outbound.Http;
import dev.assay.outbound.Outbound;
import dev.assay.outbound.Request;
import dev.assay.outbound.Response;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code assay smoke}: checks that a running Assay accepts a result file and gives it back; the chart's {@code helm test} runs
 * it. Needs no database. Exit code 0 if it works, otherwise 1 and a message with the step that failed.
 */
@Command(
        name = "smoke",
        description = "Post a small result file to a running Assay and read it back.",
        mixinStandardHelpOptions = true)
final class SmokeCommand implements Runnable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int LONGEST = 1 << 20;
    private static final int CREATED = 201;
    private static final int OK = 200;
    private static final int SHOWN = 500;

    private final CommandContext command;

    @Option(names = "--url", paramLabel = "URL", description = "The address of the running Assay (ASSAY_URL).")
    private @Nullable String url;

    SmokeCommand(CommandContext command) {
        this.command = command;
    }

    @Override
    public void run() {
        String base = url == null ? command.environment().getOrDefault("ASSAY_URL", "") : url;
        if (!base.matches("https?://\\S+")) {
            throw new CommandRefusal(
                    CommandRefusal.USAGE,
                    "ASSAY_URL must be the address of a running Assay, such as http://localhost:30000, not: " + base);
        }
        String token = token();
        Http http = Outbound.of(command.environment()).toSetting(DEADLINE, LONGEST);
        try {
            roundTrip(new Api(http, base.replaceAll("/+$", ""), token));
        } catch (IOException e) {
            throw new CommandRefusal(
                    1,
                    base + " does not answer: " + e
                            + ". Check that a server runs there and that this host may call it.");
        }
    }

    private void roundTrip(Api api) throws IOException {
        String once = UUID.randomUUID().toString();
        Map<String, String> sent =
                new TreeMap<>(Map.of("smoke.passes " + once, "PASSED", "smoke.fails " + once, "FAILED"));
        JsonNode receipt = api.call(
                CREATED,
                "PUT",
                "/v2/uploads?family=generic&name=assay-smoke-test&version=1&environment=smoke&test_plan=smoke&ci_link=smoke:"
                        + once,
                """
                <testsuite name="smoke">
                  <testcase classname="smoke" name="passes %1$s"/>
                  <testcase classname="smoke" name="fails %1$s"><failure message="as it should"/></testcase>
                </testsuite>
                """.formatted(once));
        String results = "/v1/test-executions/" + text(receipt, "test_execution_id") + "/test-results";
        Map<String, String> read = new TreeMap<>();
        api.call(OK, "GET", results, "")
                .values()
                .forEach(result -> read.put(text(result, "name"), text(result, "status")));
        if (!read.equals(sent)) {
            throw new CommandRefusal(1, api.base + results + " answers " + read + ", but what was sent is " + sent);
        }
        command.say("Posted a result file with " + sent.size() + " results and read them back: " + api.base + results);
    }

    private static String text(JsonNode node, String member) {
        JsonNode value = node.get(member);
        return value == null ? "nothing" : value.coerceStringValue();
    }

    private String token() {
        String file = command.environment().getOrDefault("ASSAY_TOKEN_FILE", "");
        if (file.isEmpty()) {
            return command.environment().getOrDefault("ASSAY_API_KEY", "");
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new CommandRefusal(CommandRefusal.USAGE, "ASSAY_TOKEN_FILE cannot be read: " + e.getMessage());
        }
    }

    private record Api(Http http, String base, String token) {
        JsonNode call(int expected, String method, String path, String body) throws IOException {
            URI uri = URI.create(base + path);
            Request request = body.isEmpty() ? Request.get(uri) : Request.of(method, uri, "application/xml", body);
            Response answer = http.send(token.isEmpty() ? request : request.with("Authorization", "Bearer " + token));
            if (answer.status() != expected) {
                String said = answer.text();
                throw new CommandRefusal(
                        1,
                        method + " " + base + path + " answers " + answer.status() + " instead of " + expected + ": "
                                + said.substring(0, Math.min(SHOWN, said.length())));
            }
            JsonNode node = JsonMapper.createDefault().readValue(answer.body(), JsonNode.class);
            return node == null ? JsonNode.nullNode() : node;
        }
    }
}
