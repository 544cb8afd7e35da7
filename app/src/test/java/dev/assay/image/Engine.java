package dev.assay.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Podman, or Docker with a server: builds images by {@code scripts/image} and runs them. */
record Engine(String program) {
    /** The root of this project. */
    static final Path ROOT = root();

    private static final List<String> BASES =
            List.of("docker.io/library/eclipse-temurin:25-jre", "docker.io/library/maven:3-eclipse-temurin-25");

    /** Options that run it as Kubernetes does under the restricted standard, with only /tmp writable. */
    private static final List<String> RESTRICTED = List.of(
            "--network=host",
            "--read-only",
            "--tmpfs=/tmp",
            "--cap-drop=all",
            "--security-opt=no-new-privileges",
            "--memory=512m");

    record Outcome(int exit, String output) {}

    /** The engine of this machine; without any, tests are skipped and say so. */
    static Engine here() throws Exception {
        for (String program : List.of("podman", "docker")) {
            if (new Engine(program).answers()) {
                return new Engine(program);
            }
        }
        return abort("neither podman nor a docker with a server is here: apt-get install podman buildah runc conmon");
    }

    /** Builds an image by {@code scripts/image KIND}, which tags it; the output is left in target. */
    void build(String kind, Map<String, String> environment, String... options) throws Exception {
        bases();
        List<String> command = new ArrayList<>(List.of("scripts/image", kind, "--network=host"));
        command.addAll(List.of(options));
        Path log = Files.createDirectories(ROOT.resolve("app/target")).resolve("image-" + kind + ".log");
        long begun = System.nanoTime();
        ProcessBuilder builder = process(command).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("ENGINE", program);
        int exit = builder.start().waitFor();
        assertThat(exit).as(() -> tail(log)).isZero();
        System.out.printf("%s image built in %.0f s%n", kind, (System.nanoTime() - begun) / 1e9);
    }

    /** Runs {@code podman …} to its end. */
    Outcome call(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Process process = process(command).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        return new Outcome(process.waitFor(), output);
    }

    /** As {@link #call}, but fails unless it succeeded; returns what it printed. */
    String must(String... arguments) throws Exception {
        Outcome outcome = call(arguments);
        assertThat(outcome.exit()).as(outcome.output()).isZero();
        return outcome.output().strip();
    }

    /** The arguments with which {@code podman run} is as restricted as a cluster. */
    static String[] restricted(List<String> first, String... rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(RESTRICTED);
        all.addAll(List.of(rest));
        return all.toArray(String[]::new);
    }

    private boolean answers() throws Exception {
        try {
            return call("info").exit() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    /** Pulls the base images from their registry, or builds them if it does not answer. */
    private void bases() throws Exception {
        for (String base : BASES) {
            if (call("image", "inspect", base).exit() != 0 && call("pull", base).exit() != 0) {
                Path log = ROOT.resolve("app/target/base-images.log");
                ProcessBuilder make = process(List.of("scripts/base-images", "--network=host"))
                        .redirectOutput(log.toFile());
                make.environment().put("ENGINE", program);
                if (make.start().waitFor() != 0) {
                    abort(base + " cannot be had: no registry answers, and scripts/base-images said\n" + tail(log));
                }
            }
        }
    }

    /** A process in the root of the project. Without systemd, podman needs other settings, unless some are given. */
    private static ProcessBuilder process(List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
        if (Files.notExists(Path.of("/run/systemd/system"))) {
            Path settings = ROOT.resolve("app/src/test/resources/image/containers.conf");
            builder.environment().putIfAbsent("CONTAINERS_CONF", settings.toString());
        }
        return builder;
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Waits for a condition; returns the time in seconds. */
    static double await(String what, int seconds, Condition condition) throws Exception {
        long begun = System.nanoTime();
        while (!condition.holds()) {
            assertThat(System.nanoTime() - begun).as(what).isLessThan(TimeUnit.SECONDS.toNanos(seconds));
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("scripts"))
                ? here
                : here.resolve("..").normalize();
    }
}
