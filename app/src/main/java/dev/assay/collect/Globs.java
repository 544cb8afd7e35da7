package dev.assay.collect;

import dev.assay.platform.RefusedSetting;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Patterns of relative paths, as in shells: {@code **} also matches no directory at all. */
final class Globs {
    private final List<PathMatcher> matchers;

    Globs(String setting, Path directory, List<String> patterns) {
        this.matchers = patterns.stream()
                .flatMap(pattern -> variants(relative(setting, directory, pattern)).stream())
                .map(variant -> matcher(setting, variant))
                .toList();
    }

    /** Splits a text of several patterns at line breaks and at commas, except at commas within braces. */
    static List<String> split(String text) {
        List<String> patterns = new ArrayList<>();
        StringBuilder pattern = new StringBuilder();
        int braces = 0;
        for (char c : (text + "\n").toCharArray()) {
            braces += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == '\n' || c == ',' && braces <= 0) {
                if (!pattern.toString().isBlank()) {
                    patterns.add(pattern.toString().strip());
                }
                pattern.setLength(0);
                braces = 0;
            } else {
                pattern.append(c);
            }
        }
        return patterns;
    }

    boolean match(Path relative) {
        return matchers.stream().anyMatch(matcher -> matcher.matches(relative));
    }

    private static String relative(String setting, Path directory, String pattern) {
        String within = pattern;
        if (within.startsWith(directory + "/")) {
            within = within.substring(directory.toString().length() + 1);
        }
        while (within.startsWith("./")) {
            within = within.substring(2);
        }
        if (within.startsWith("/") || List.of(within.split("/")).contains("..")) {
            throw new RefusedSetting(
                    setting,
                    "has '" + pattern + "', which is not below " + directory,
                    "Write globs relative to it, such as **/*.xml");
        }
        return within;
    }

    /** The pattern with and without each double star and its slash. */
    private static List<String> variants(String pattern) {
        List<String> variants = new ArrayList<>(List.of(""));
        String rest = pattern;
        for (int at = rest.indexOf("**/"); at >= 0 && variants.size() < 64; at = rest.indexOf("**/")) {
            String before = rest.substring(0, at);
            rest = rest.substring(at + 3);
            variants = new ArrayList<>(variants.stream()
                    .flatMap(begin -> List.of(begin + before + "**/", begin + before).stream())
                    .toList());
        }
        String end = rest;
        variants.replaceAll(begin -> begin + end);
        return variants;
    }

    private static PathMatcher matcher(String setting, String pattern) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw new RefusedSetting(
                    setting, "has '" + pattern + "': " + e.getDescription(), "Write globs such as **/*.xml");
        }
    }
}
