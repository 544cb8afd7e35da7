package dev.assay.bench;

import dev.assay.access.Permission;
import dev.assay.identity.application.Applications;
import dev.assay.migration.Migrations;
import dev.assay.testing.DurableServer;
import dev.assay.testing.TestDatabase;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes an AOT cache: a server does everything once and writes the cache when it ends. The cache works only for the same Java and
 * the same jars in the same places, so Dockerfile.production runs {@link #main} in the image that it is for.
 */
record Training(TestDatabase database, String key, int cases) {
    private static final int CASES = 6_000;

    /**
     * {@code Training JAR CACHE OPTIONS CACHE}: runs on a temporary PostgreSQL of its own; the options and the second cache are those
     * of the collector.
     */
    public static void main(String[] args) throws Exception {
        Path cache = Path.of(args[1]);
        Path directory = Files.createTempDirectory("assay-training");
        try (DurableServer postgres = DurableServer.start(Files.createDirectory(directory.resolve("postgres")))) {
            TestDatabase database = postgres.create("training");
            new Training(database, migrate(database), CASES)
                    .run(List.of("-jar", args[0]), cache, directory.resolve("server.log"));
            String key = key(database, "collector");
            try (ServerProcess server = ServerProcess.start(
                    List.of("-jar", args[0]), database, List.of(), directory.resolve("server.log"))) {
                collect(server.port(), key, args[2], args[3], Files.createDirectory(directory.resolve("results")));
            }
        } finally {
            Bench.clear(directory);
        }
        System.out.printf("trained %s, %,d MB%n", cache, Files.size(cache) >> 20);
        System.exit(0);
    }

    /** A collector sends one file and writes its cache when it ends. */
    private static void collect(int port, String key, String options, String cache, Path results) throws Exception {
        Files.write(results.resolve("results.xml"), BenchResults.of(20).junit());
        ProcessBuilder collector = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + options,
                        "-XX:AOTCacheOutput=" + cache,
                        "dev.assay.cli.CollectCommand",
                        "--end")
                .inheritIO();
        collector
                .environment()
                .putAll(Map.of(
                        "ASSAY_URL",
                        "http://127.0.0.1:" + port,
                        "ASSAY_API_KEY",
                        key,
                        "ASSAY_TEST",
                        "family=generic&name=bench&version=1&environment=here&ci_link=https://ci.example.com/training",
                        "ASSAY_RESULTS_DIR",
                        results.toString()));
        int code = collector.start().waitFor();
        if (code != 0) {
            throw new IOException("the collector ended with " + code);
        }
    }

    /** Brings the database up to date; returns the key of an application that may do everything. */
    static String migrate(TestDatabase database) {
        try (ApplicationContext context = ApplicationContext.run(database.properties())) {
            context.getBean(Migrations.class).migrate();
            return key(context, "bench");
        }
    }

    /** The key of another application that may do everything. */
    static String key(TestDatabase database, String application) {
        try (ApplicationContext context = ApplicationContext.run(database.properties())) {
            return key(context, application);
        }
    }

    private static String key(ApplicationContext context, String application) {
        String key = "to_" + application;
        context.getBean(Applications.class).create(application, List.of(Permission.values()), key);
        return key;
    }

    /** @param program the arguments of java, such as {@code -jar assay.jar} */
    void run(List<String> program, Path cache, Path log) throws Exception {
        Writes.cases(database, cases);
        try (ServerProcess server =
                        ServerProcess.start(program, database, List.of("-XX:AOTCacheOutput=" + cache), log);
                BenchConnection connection = new BenchConnection(server.port(), key)) {
            byte[] xml = BenchResults.of(20).junit();
            String path = "/v2/uploads?family=generic&name=bench&version=1&environment=here&test_plan=bench";
            connection.must(connection.head("POST", path, "application/xml", xml.length), xml);
            byte[] json = BenchResults.of(20).json();
            String id = database.strings("SELECT max(id) FROM test_execution").getFirst();
            path = "/v1/test-executions/" + id + "/test-results";
            connection.must(connection.head("POST", path, "application/json", json.length), json);
            connection.must(connection.head("GET", "/v1/test-executions/" + id, "", -1), new byte[0]);
        }
        if (!Files.exists(cache)) {
            throw new IOException("no AOT cache was written; see\n" + Files.readString(log));
        }
    }
}
