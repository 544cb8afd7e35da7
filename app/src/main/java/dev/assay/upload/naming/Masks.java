package dev.assay.upload.naming;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces what is different in each run by {@code *}: seeds, addresses of objects, and the random parts of temporary paths.
 * Numbers that a test may have as a parameter are kept: two tests with one name are worse than one test with two. Names come from
 * outside and may be long, so the patterns do not try a place twice: possessive quantifiers keep them linear.
 */
final class Masks {
    /** Such as {@code seed=[CAFE:17]}, {@code seed: 0x1f} or {@code with seed 4711}. */
    private static final Pattern SEED =
            Pattern.compile("(?i)(\\bseed\\s*+[=:#]?\\s*+)(\\[[0-9a-f:x]++\\]|(?:0x)?+(?=[a-f]*+\\d)[0-9a-f]++\\b)");

    /** Of Python, as in {@code <Cart object at 0x7f3a>}, and otherwise with the twelve digits of a pointer. */
    private static final Pattern POINTER =
            Pattern.compile("(?<=\\bat )0x[0-9a-fA-F]++\\b|\\b0x(?:0000)?(?:7f|7e|55|56)[0-9a-f]{10}\\b");
    /** Of Java, as in {@code com.example.Cart@1b2c3d4e} and {@code [I@6d06d69c}. */
    private static final Pattern HASH = Pattern.compile("(?<=[A-Za-z0-9_$;])@[0-9a-f]{6,8}\\b");

    private static final Pattern TEMPORARY = Pattern.compile(
            "(?:/private)?(?:/var/folders/[^\\s/]++/[^\\s/]++/T|/var/tmp|/tmp|/dev/shm)/[^\\s'\"),\\]]*+"
                    + "|[A-Za-z]:[\\\\/][^\\s'\"),\\]]*+");
    /** A path of Windows is temporary if it has such a folder. */
    private static final Pattern FOLDER_OF_WINDOWS = Pattern.compile("[\\\\/]Te?mp[\\\\/]");

    private static final Pattern FOLDERS = Pattern.compile("/var/folders/[^/]+/[^/]+/T");
    private static final Pattern RANDOM = Pattern.compile("(?<=tmp[._-]?)[A-Za-z0-9_]{6,12}(?=[./\\\\]|$)"
            + "|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
            + "|(?<=pytest-)\\d+|\\d{3,}");

    private Masks() {}

    static String masked(String name) {
        String masked = name;
        if (masked.contains("eed") || masked.contains("EED")) {
            masked = SEED.matcher(masked).replaceAll("$1*");
        }
        if (masked.contains("0x")) {
            masked = POINTER.matcher(masked).replaceAll("0x*");
        }
        if (masked.indexOf('@') >= 0) {
            masked = HASH.matcher(masked).replaceAll("@*");
        }
        if (masked.contains("tmp/") || masked.contains("/T/") || masked.contains("/shm/") || isOfWindows(masked)) {
            masked =
                    TEMPORARY.matcher(masked).replaceAll(path -> Matcher.quoteReplacement(withoutRandom(path.group())));
        }
        return masked;
    }

    private static boolean isOfWindows(String name) {
        return name.contains("emp\\") || name.contains("emp/") || name.contains("mp\\");
    }

    private static String withoutRandom(String path) {
        if (path.charAt(0) != '/' && !FOLDER_OF_WINDOWS.matcher(path).find()) {
            return path;
        }
        String folders = FOLDERS.matcher(path).replaceFirst("/var/folders/*/T");
        return RANDOM.matcher(folders).replaceAll("*");
    }
}
