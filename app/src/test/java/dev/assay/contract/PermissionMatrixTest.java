package dev.assay.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.access.Permission;
import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Calls every operation of the API description as every kind of principal: exactly those that lack a permission named in the
 * description are refused with 403 (AUTH-7, AUTH-10, AUTH-18, AUTH-19). The ids do not exist and the bodies are empty, so a caller
 * that is let through gets another answer and changes nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PermissionMatrixTest {
    /** The second of two permissions is needed only to change more than one thing, or for a change that an empty body does not make. */
    private static final Set<String> SECOND_IF_MORE = Set.of(
            "POST /v1/test-executions/reruns",
            "DELETE /v1/test-executions/reruns",
            "POST /v1/issues/{issue_id}/attach",
            "POST /v1/issues/{issue_id}/detach",
            "PATCH /v1/issues/{issue_id}",
            "PUT /v1/issues");

    /** AUTH-9: an artefact that does not exist is 404 for everybody. */
    private static final String FINDS_FIRST = "PATCH /v1/artefacts/{artefact_id}";

    private final TestServer server = TestServer.start(Map.of("assay.limits.failed-sign-ons-per-minute", 0));
    private final People people = new People(server.database());
    private final String artefact = artefact();

    /** @param lacks true if this kind of principal lacks a permission that is needed */
    private record Kind(String name, TestClient client, boolean lacks) {}

    @AfterAll
    void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> everyOperationForEveryKindOfPrincipal() {
        return operations().entrySet().stream()
                .flatMap(operation -> kinds(operation.getKey(), operation.getValue()).stream()
                        .map(kind -> DynamicTest.dynamicTest(
                                operation.getKey() + " as " + kind.name(), () -> check(operation.getKey(), kind))));
    }

    /** Checks that the matrix cannot shrink to nothing. */
    @Test
    void mostOperationsNameAPermission() {
        assertThat(operations().values().stream().filter(needed -> !needed.isEmpty()))
                .hasSizeGreaterThan(40);
    }

    private void check(String operation, Kind kind) {
        String[] parts = operation.split(" ");
        String path = (operation.equals(FINDS_FIRST) ? parts[1].replace("{artefact_id}", artefact) : parts[1])
                .replaceAll("\\{[^}]*}", "2147483647");
        TestResponse answer =
                parts[0].equals("GET") ? kind.client().get(path) : kind.client().send(parts[0], path, body(operation));

        if (kind.lacks()) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(403);
            assertThat(answer.text("detail")).isEqualTo("Insufficient permissions");
            assertThat(answer.header("WWW-Authenticate")).isEmpty();
        } else {
            assertThat(answer.status()).as(answer.body()).isNotIn(401, 403);
            if (!operation.contains("/sentry-debug")) {
                assertThat(answer.status()).as(answer.body()).isLessThan(500);
            }
        }
    }

    private String artefact() {
        StartBody.of("snap").start(server.as(Permission.CHANGE_TEST));
        return server.database().strings("SELECT id FROM artefact").getFirst();
    }

    /** A body that parses and changes nothing; operations that decide by themselves need a valid one. */
    private static String body(String operation) {
        if (operation.endsWith("/test-executions/reruns")) {
            return "{\"test_execution_ids\": [2147483647]}";
        }
        return "{}";
    }

    private List<Kind> kinds(String operation, List<Permission> all) {
        List<Permission> needed = SECOND_IF_MORE.contains(operation) ? all.subList(0, Math.min(1, all.size())) : all;
        if (needed.isEmpty()) {
            return List.of();
        }
        Permission[] held = needed.toArray(Permission[]::new);
        EnumSet<Permission> others = EnumSet.allOf(Permission.class);
        others.remove(needed.getFirst());
        Permission[] lacking = others.toArray(Permission[]::new);
        List<Kind> kinds = new ArrayList<>();
        kinds.add(new Kind("nobody", server.anonymous(), true));
        kinds.add(new Kind("an unknown key", server.anonymous().withKey("to_unknown"), true));
        kinds.add(new Kind("an application with nothing", server.as(), true));
        kinds.add(new Kind("an application with just that", server.as(held), false));
        kinds.add(new Kind("an application with all the rest", server.as(lacking), true));
        kinds.add(new Kind("a person of no team", server.as(people.user()), !grantedByNothing(operation)));
        kinds.add(new Kind("a member of a team with just that", server.as(member(held)), false));
        kinds.add(new Kind(
                "a member of a team with all the rest", server.as(member(lacking)), !grantedByNothing(operation)));
        kinds.add(new Kind("an admin", server.as(people.admin()), false));
        kinds.add(new Kind("an admin without the header", withoutHeader(server.as(people.admin())), true));
        if (needed.size() > 1) {
            kinds.add(new Kind(
                    "a person and an application who hold it together",
                    server.as(member(needed.getFirst()))
                            .withKey(server.key(needed.subList(1, needed.size()).toArray(Permission[]::new))),
                    false));
        }
        return kinds;
    }

    /** AUTH-16: a grant is needed for each affected artefact, and unknown executions affect none. */
    private static boolean grantedByNothing(String operation) {
        return operation.endsWith("/test-executions/reruns") && !operation.startsWith("GET");
    }

    private People.User member(Permission... permissions) {
        return people.members(people.team(permissions), 1).getFirst();
    }

    private static TestClient withoutHeader(TestClient client) {
        Map<String, String> headers = new LinkedHashMap<>(client.headers());
        headers.remove("X-CSRF-Token");
        return new TestClient(client.server(), headers);
    }

    /** The operations, such as {@code GET /v1/users}, with the permissions that each needs, for all operations in the description. */
    private Map<String, List<Permission>> operations() {
        JsonNode paths = server.anonymous().get("/openapi.json").at("paths");
        Map<String, List<Permission>> operations = new LinkedHashMap<>();
        paths.entries()
                .forEach(path -> path.getValue().entries().forEach(method -> {
                    List<Permission> needed = new ArrayList<>();
                    JsonNode named = method.getValue().get("x-permissions");
                    if (named != null) {
                        named.values().forEach(name -> needed.addAll(Permission.listed(name.getStringValue())));
                    }
                    operations.put(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), needed);
                }));
        return operations;
    }
}
