package dev.assay.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;

/** Finds scripts whose number is too low to run, and scripts of the site that need a newer schema. Writes nothing. */
final class Numbering {
    private static final Pattern NEEDED = Pattern.compile("(?m)^-- needs schema (\\d+)\\s*$");

    private Numbering() {}

    /** The reason and the commands that correct it, if a script has a lower number than one that already ran here. */
    static Optional<String> tooLow(MigrationInfoService scripts, String move, Path directory) {
        List<MigrationInfo> low = Arrays.stream(scripts.all())
                .filter(script -> script.getState() == MigrationState.IGNORED)
                .toList();
        if (low.isEmpty()) {
            return Optional.empty();
        }
        int last = number(highest(scripts));
        String commands = IntStream.range(0, low.size())
                .mapToObj(i -> "  " + move + " " + directory.resolve(low.get(i).getScript()) + " "
                        + directory.resolve(
                                low.get(i).getScript().replaceFirst("^V[^_]+", "V%04d".formatted(last + 1 + i))))
                .collect(Collectors.joining("\n"));
        return Optional.of("The number of " + low.getFirst().getScript() + " is below "
                + scripts.current().getVersion() + ", which already ran on this database, so it would never run."
                + " Nothing was changed. Renumber it:\n" + commands);
    }

    /** The reason, if a script of the site that has not run yet has the line {@code -- needs schema N} and N is too new. */
    static Optional<String> tooNew(MigrationInfoService site, MigrationInfoService schema, Path directory) {
        MigrationVersion latest = highest(schema);
        for (MigrationInfo script : site.pending()) {
            Matcher needed = NEEDED.matcher(read(directory.resolve(script.getScript())));
            if (needed.find() && MigrationVersion.fromVersion(needed.group(1)).isNewerThan(latest)) {
                return Optional.of(script.getScript() + " of the site needs schema " + needed.group(1)
                        + "; this version of Assay has schema " + latest + ". Nothing was changed."
                        + "\nInstall a newer Assay first, or correct the line \""
                        + needed.group().strip() + "\".");
            }
        }
        return Optional.empty();
    }

    private static MigrationVersion highest(MigrationInfoService scripts) {
        return Arrays.stream(scripts.all())
                .map(MigrationInfo::getVersion)
                .max(MigrationVersion::compareTo)
                .orElse(MigrationVersion.EMPTY);
    }

    private static int number(MigrationVersion version) {
        return version.getMajor().intValueExact();
    }

    private static String read(Path script) {
        try {
            return Files.readString(script, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
