package dev.assay.seed;

import java.util.List;

/** The output of generated tests. */
final class Log {
    private static final List<String> REASONS = List.of(
            "timed out after 30 s waiting for the device to come back",
            "expected 200, got 503: upstream connect error or disconnect/reset before headers",
            "checksum differs: expected 5f2c9a71, read 5f2c9a70",
            "throughput 312 Mbit/s is below the limit of 800 Mbit/s",
            "no such device: /dev/video0",
            "permission denied (uid 1000, mode 0600)",
            "connection refused: 10.0.4.17:5432",
            "3 of 4 replicas became ready within 300 s");
    static final String REGRESSION = "start takes 41.8 s since this release, the limit is 15 s";
    static final String OUTAGE = "no route to host: lab-gateway-2 (network is unreachable)";

    private static final List<String> SKIPS = List.of(
            "The machine has no such hardware.",
            "Needs two nodes; this environment has one.",
            "Not supported on this architecture.");

    private Log() {}

    static String reason(SeededRandom random) {
        return random.of("reason").one(REASONS);
    }

    static String skipped(SeededRandom random) {
        return random.of("skip").one(SKIPS);
    }

    static String passed(Suite.Case test, double seconds) {
        return """
                == %s
                running as root on kernel 6.8.0-31-generic
                step 1: prepare … ok
                step 2: %s … ok
                step 3: clean up … ok
                1 passed in %.2f s
                """.formatted(test.name(), test.category(), seconds);
    }

    /** The output of a failed test: some hundred to some thousand characters, as real failures have. */
    static String failed(Suite.Case test, String reason, double seconds, SeededRandom random) {
        StringBuilder log = new StringBuilder("""
                == %s
                running as root on kernel 6.8.0-31-generic
                step 1: prepare … ok
                step 2: %s …
                """.formatted(test.name(), test.category()));
        int lines = 4 + random.of("lines").below(24);
        for (int i = 0; i < lines; i++) {
            log.append("[%12.6f] %s %s: state 0x%s, retry %d of %d%n"
                    .formatted(
                            812.4 + i * 1.031,
                            test.category(),
                            test.name(),
                            random.of(i).hex(8),
                            i,
                            lines));
        }
        return log.append("""
                Traceback (most recent call last):
                  File "/usr/lib/checks/%s.py", line %d, in run
                    self.verify(device, deadline=deadline)
                  File "/usr/lib/checks/base.py", line 214, in verify
                    raise CheckFailed(reason)
                CheckFailed: %s
                step 3: clean up … ok
                1 failed in %.2f s
                """.formatted(test.category(), 40 + random.of("line").below(400), reason, seconds))
                .toString();
    }
}
