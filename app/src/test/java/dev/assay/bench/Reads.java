package dev.assay.bench;

import dev.assay.database.DatabaseUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one execution over HTTP, compared with pgbench reading one row of the same database server. */
record Reads(ServerProcess server, String key, DatabaseUrl postgres, int clients) {
    private static final Pattern TPS = Pattern.compile("tps = ([\\d.]+)");

    /** Requests a second, and percentiles of their times in milliseconds. */
    record Sample(double rate, double p50, double p99) {}

    Sample http(int execution, double seconds) throws Exception {
        double[] all = times(server, key, "/v1/test-executions/" + execution, clients, seconds);
        return new Sample(all.length / seconds, Report.percentile(0.5, all), Report.percentile(0.99, all));
    }

    /** How long each request took, in milliseconds, with clients that send the next one as soon as they are answered. */
    static double[] times(ServerProcess server, String key, String path, int clients, double seconds) throws Exception {
        long until = System.nanoTime() + (long) (seconds * 1e9);
        List<double[]> times = Writes.together(clients, () -> {
            List<Double> mine = new ArrayList<>();
            try (BenchConnection connection = new BenchConnection(server.port(), key)) {
                byte[] head = connection.head("GET", path, "", -1);
                for (long start = System.nanoTime(); start < until; start = System.nanoTime()) {
                    connection.must(head, new byte[0]);
                    mine.add((System.nanoTime() - start) / 1e6);
                }
            }
            return mine.stream().mapToDouble(Double::doubleValue).toArray();
        });
        return times.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** False if this machine has no pgbench. */
    boolean prepare() throws IOException, InterruptedException {
        try {
            run("-i", "-q", "-s", "5");
            return true;
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Cannot run program")) {
                return false;
            }
            throw e;
        }
    }

    /** Transactions a second. */
    double pgbench(int seconds) throws IOException, InterruptedException {
        String said = run("-n", "-S", "-c", Integer.toString(clients), "-T", Integer.toString(seconds));
        Matcher tps = TPS.matcher(said);
        if (!tps.find()) {
            throw new IOException("pgbench said: " + said);
        }
        return Double.parseDouble(tps.group(1));
    }

    /** The median; empty without figures. */
    static OptionalDouble median(List<Double> rates) {
        return rates.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Report.median(rates));
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        String[] server = postgres.servers().split(":", -1);
        List<String> command =
                new ArrayList<>(List.of("pgbench", "-h", server[0], "-p", server[1], "-U", postgres.username()));
        command.addAll(List.of(arguments));
        command.add(postgres.database());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", postgres.password());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("pgbench failed: " + said);
        }
        return said;
    }
}
