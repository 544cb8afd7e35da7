package dev.assay.dev;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses the tests of {@code scripts/test --quick}: those that need no server, and those that share one in the packages that
 * changed since {@code origin/main}. All tests that share one run if they took less than {@link #BUDGET_SECONDS} the last time.
 */
final class QuickTests {
    private static final double BUDGET_SECONDS = 60;
    private static final Pattern FEATURE = Pattern.compile("app/src/(?:main|test)/java/(dev/assay/\\w+)/.*");
    private static final Pattern SUITE = Pattern.compile("<testsuite [^>]*?name=\"([^\"]+)\"[^>]*? time=\"([0-9.]+)\"");

    /** The cost of a test class, by what it and the classes that it uses mention. */
    enum Cost {
        NO_SERVER,
        SHARED_SERVER,
        OWN_PROCESS
    }

    private static final Map<String, Cost> COSTS = Map.ofEntries(
            Map.entry("dev/assay/testing/TestServer.shared", Cost.SHARED_SERVER),
            Map.entry("dev/assay/testing/TestDatabase", Cost.SHARED_SERVER),
            Map.entry("dev/assay/testing/TestServer.start", Cost.OWN_PROCESS),
            Map.entry("dev/assay/testing/PostgresServer", Cost.OWN_PROCESS),
            Map.entry("io/micronaut/context/ApplicationContext", Cost.OWN_PROCESS),
            Map.entry("io/fabric8/kubernetes/client/server/mock/KubernetesMockServer", Cost.OWN_PROCESS),
            Map.entry("com/tngtech/archunit/core/importer/ClassFileImporter", Cost.OWN_PROCESS),
            Map.entry("java/lang/ProcessBuilder", Cost.OWN_PROCESS));

    private final Path classes;
    private final Map<String, Set<String>> mentions = new HashMap<>();

    QuickTests(Path classes) {
        this.classes = classes;
    }

    /** Prints one class name a line. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path root = Path.of("").toAbsolutePath();
        Map<String, Cost> tests = new QuickTests(root.resolve("app/target/dev/test/classes")).tests();
        Map<String, Double> seconds = seconds(root.resolve("app/target/surefire-reports"));
        Set<String> features = changedFeatures(root);
        Set<String> shared = named(tests, Cost.SHARED_SERVER);
        double all = shared.stream()
                .mapToDouble(test -> seconds.getOrDefault(test, BUDGET_SECONDS))
                .sum();
        if (all > BUDGET_SECONDS) {
            shared.removeIf(test -> features.stream().noneMatch(feature -> test.startsWith(feature + ".")));
        }
        Set<String> chosen = named(tests, Cost.NO_SERVER);
        System.err.printf(
                "→ %d classes need no server, %d share one in %s%n",
                chosen.size(), shared.size(), all > BUDGET_SECONDS ? features : "all packages");
        chosen.addAll(shared);
        chosen.forEach(System.out::println);
    }

    /** Every test class and what it costs. */
    Map<String, Cost> tests() throws IOException {
        Map<String, Cost> tests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith("Test.class")).toList()) {
                String name = classes.relativize(file).toString().replace(".class", "");
                if (!name.contains("$")) {
                    tests.put(name.replace('/', '.'), cost(name));
                }
            }
        }
        return tests;
    }

    private Cost cost(String test) throws IOException {
        Set<String> seen = new HashSet<>();
        Set<String> next = new HashSet<>(Set.of(test));
        Cost cost = Cost.NO_SERVER;
        while (!next.isEmpty()) {
            seen.addAll(next);
            Set<String> found = new HashSet<>();
            for (String name : next) {
                found.addAll(mentions(name));
            }
            for (String name : found) {
                Cost one = COSTS.getOrDefault(name, Cost.NO_SERVER);
                cost = one.compareTo(cost) > 0 ? one : cost;
            }
            found.removeIf(
                    name -> seen.contains(name) || COSTS.keySet().stream().anyMatch(known -> known.startsWith(name)));
            next = found;
        }
        return cost;
    }

    /** The classes that a class mentions, and the methods as {@code package/Type.method}; empty if it is not a test's class. */
    private Set<String> mentions(String name) throws IOException {
        Set<String> known = mentions.get(name);
        if (known != null) {
            return known;
        }
        Set<String> found = new HashSet<>();
        Path file = classes.resolve(name + ".class");
        if (Files.exists(file)) {
            ClassModel type = ClassFile.of().parse(file);
            for (PoolEntry entry : type.constantPool()) {
                switch (entry) {
                    case ClassEntry mentioned -> found.add(mentioned.asInternalName());
                    case MemberRefEntry member ->
                        found.add(member.owner().asInternalName() + "."
                                + member.name().stringValue());
                    default -> {}
                }
            }
        }
        mentions.put(name, found);
        return found;
    }

    private static Set<String> named(Map<String, Cost> tests, Cost cost) {
        return tests.entrySet().stream()
                .filter(test -> test.getValue() == cost)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Double> seconds(Path reports) throws IOException {
        Map<String, Double> seconds = new HashMap<>();
        if (Files.exists(reports)) {
            try (Stream<Path> files = Files.list(reports)) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".xml")).toList()) {
                    Matcher suite = SUITE.matcher(Files.readString(file).substring(0, 2_000));
                    if (suite.find()) {
                        seconds.put(suite.group(1), Double.valueOf(suite.group(2)));
                    }
                }
            }
        }
        return seconds;
    }

    /**
     * Packages, such as {@code dev.assay.upload}, that changed in the working tree or in commits that {@code origin/main} does not
     * have.
     */
    private static Set<String> changedFeatures(Path root) throws IOException, InterruptedException {
        String changed = git(root, "diff", "--name-only", "HEAD")
                + git(root, "diff", "--name-only", "origin/main...HEAD")
                + git(root, "ls-files", "--others", "--exclude-standard");
        return changed.lines()
                .map(FEATURE::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1).replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The output of git; empty if the commit does not exist. */
    private static String git(Path root, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of("git"), Stream.of(command)).toList())
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? output : "";
    }
}
