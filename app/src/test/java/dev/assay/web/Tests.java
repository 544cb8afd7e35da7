package dev.assay.web;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.concurrent.atomic.AtomicInteger;

/** Data for tests: a caller that may submit tests, and executions of generic artefacts. */
final class Tests {
    static final String START = "/v1/test-executions/start-test";
    static final TestClient CLIENT = TestServer.shared().as(CHANGE_TEST, VIEW_TEST);
    private static final AtomicInteger STARTED = new AtomicInteger();

    private Tests() {}

    /** A start-test body for a generic artefact; the extra members, which begin with a comma, override the usual ones. */
    static String body(String extra) {
        return """
                {"family": "generic", "name": "n", "version": "1", "environment": "e", "test_plan": "p"%s}""".formatted(extra);
    }

    /** A start-test body for a snap, whose revision is an integer. */
    static String snap(String revision) {
        return """
                {"family": "snap", "name": "ferret", "version": "1", "revision": %s, "track": "latest", "store": "ubuntu",
                 "arch": "amd64", "execution_stage": "beta", "environment": "e", "test_plan": "p"}""".formatted(revision);
    }

    static TestResponse start(String json) {
        return CLIENT.put(START, json);
    }

    /** The path of a new execution. */
    static String execution() {
        TestResponse started = start(body(", \"name\": \"conventions " + STARTED.incrementAndGet() + "\""));
        return "/v1/test-executions/" + started.number("id");
    }
}
