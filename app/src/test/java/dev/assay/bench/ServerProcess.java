package dev.assay.bench;

import dev.assay.cli.Assay;
import dev.assay.testing.FreePort;
import dev.assay.testing.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** {@code assay serve} in its own process, as in production: with the options of scripts/jvm.options, from jars. */
final class ServerProcess implements AutoCloseable {
    /** Libraries of tests and tools: not on the production class path. */
    private static final List<String> TEST_LIBRARIES =
            List.of("junit", "assertj", "archunit", "zonky", "testcontainers", "errorprone", "test-classes");

    private final Process process;
    private final int port;
    private final int managementPort;
    private final double readySeconds;

    private ServerProcess(Process process, int port, int managementPort, double readySeconds) {
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
        this.readySeconds = readySeconds;
    }

    /**
     * Starts it and waits until it is ready; its output goes to this file.
     *
     * @param program the arguments of java, such as {@code -jar assay.jar}
     */
    static ServerProcess start(List<String> program, TestDatabase database, List<String> options, Path log)
            throws IOException {
        int port = FreePort.next();
        int managementPort = FreePort.next();
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + jvmOptions()));
        command.addAll(options);
        command.addAll(program);
        command.add("serve");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("DB_URL", database.dbUrl());
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().put("METRICS_PORT", Integer.toString(managementPort));
        builder.environment().put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.environment().put("RATE_LIMIT_WRITES", "0");
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            awaitReady(process, port, log);
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
        return new ServerProcess(process, port, managementPort, (System.nanoTime() - start) / 1e9);
    }

    /** Packs the classes into a jar as in production; an AOT cache does not accept directories. */
    static Path jar(Path directory) throws IOException {
        Path jar = directory.resolve("assay.jar");
        Path classes = Path.of(
                Assay.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        try (OutputStream bytes = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(bytes);
                Stream<Path> paths = Files.walk(classes)) {
            for (Path path : paths.skip(1).sorted().toList()) {
                // With an entry for every directory, as in Maven's jar: Micronaut finds its beans by directory
                boolean file = Files.isRegularFile(path);
                out.putNextEntry(new JarEntry(classes.relativize(path) + (file ? "" : "/")));
                if (file) {
                    Files.copy(path, out);
                }
            }
        }
        return jar;
    }

    /** The arguments of java that run this jar with the libraries of this process. */
    static List<String> classPath(Path jar) {
        Stream<String> libraries = Stream.of(
                        System.getProperty("java.class.path").split(":", -1))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> TEST_LIBRARIES.stream().noneMatch(entry::contains));
        String all = String.join(
                ":", Stream.concat(Stream.of(jar.toString()), libraries).toList());
        return List.of("-cp", all, Assay.class.getName());
    }

    /** Found from the root of the repository or from the module. */
    private static Path jvmOptions() {
        Path here = Path.of("scripts/jvm.options");
        return (Files.exists(here) ? here : Path.of("..").resolve(here))
                .toAbsolutePath()
                .normalize();
    }

    private static void awaitReady(Process process, int port, Path log) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
        int status = 0;
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new IOException("the server ended:\n" + Files.readString(log));
            }
            try (BenchConnection connection = new BenchConnection(port, "none")) {
                status = connection.send(connection.head("GET", "/health/ready", "", -1), new byte[0]);
                if (status == 200) {
                    return;
                }
            } catch (ConnectException e) {
                // not yet
            }
            pause();
        }
        throw new IOException(
                "the server is not ready after three minutes, but answers " + status + ":\n" + Files.readString(log));
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    int port() {
        return port;
    }

    /** The port of probes and metrics. */
    int managementPort() {
        return managementPort;
    }

    long pid() {
        return process.pid();
    }

    /** From the start of the process to the first 200 of /health/ready. */
    double readySeconds() {
        return readySeconds;
    }

    /** Stops it as a container runtime does, and waits for its end, which writes the AOT cache in a training run. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
