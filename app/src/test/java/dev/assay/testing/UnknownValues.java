package dev.assay.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The labels of Test Observer's enumerations, and values in rows that they do not have. */
public final class UnknownValues {
    private static final Set<String> FAMILIES_OF_OURS = Set.of("oci", "generic");

    private UnknownValues() {}

    /** The labels that Test Observer knows, by the name of the type. */
    public static Map<String, List<String>> known() {
        try {
            return Files.readAllLines(Path.of("src/test/resources/schema/enums.csv")).stream()
                    .skip(1)
                    .map(line -> line.split(","))
                    .collect(Collectors.groupingBy(
                            cells -> cells[0], Collectors.mapping(cells -> cells[2], Collectors.toList())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Table, column and value of everything that a program that maps its schema cannot read, except for our two families. */
    public static List<String> in(TestDatabase database) {
        List<String> found = new ArrayList<>();
        for (List<String> column : database.rows("""
                SELECT c.relname, a.attname, coalesce(e.typname, t.typname),
                       CASE WHEN e.oid IS NULL THEN a.attname ELSE 'unnest(' || a.attname || ')' END
                FROM pg_attribute a
                JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
                JOIN pg_type t ON t.oid = a.atttypid
                LEFT JOIN pg_type e ON e.oid = t.typelem AND e.typtype = 'e'
                WHERE NOT a.attisdropped AND (t.typtype = 'e' OR e.oid IS NOT NULL)""")) {
            List<String> known = known().get(column.get(2));
            database.strings("SELECT DISTINCT %s::text FROM %s".formatted(column.get(3), column.get(0))).stream()
                    .filter(value -> !value.isEmpty() && !known.contains(value) && !FAMILIES_OF_OURS.contains(value))
                    .forEach(value -> found.add(column.get(0) + "." + column.get(1) + " " + value));
        }
        return found;
    }
}
