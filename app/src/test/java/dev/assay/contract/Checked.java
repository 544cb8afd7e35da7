package dev.assay.contract;

import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The checked-in files that are compared. */
final class Checked {
    private static final Path LISTS = Path.of("src/test/resources/contract");

    private Checked() {}

    /** What Test Observer offers; the head of the file explains its form. */
    static List<Fact> operations() {
        List<Fact> facts = new ArrayList<>();
        String operation = "";
        for (String line : lines("operations.txt")) {
            if (line.startsWith("  ")) {
                facts.add(Fact.parse(operation, line.strip()));
            } else {
                operation = line;
            }
        }
        return facts;
    }

    /** The beginnings of paths that Assay does not serve yet. */
    static List<String> notYet() {
        return lines("not-yet.txt");
    }

    /** Why a list is not paged. @param how a word that the head of the file explains */
    record Unpaged(String how, String reason) {}

    /** Lists that are not paged, by operation. */
    static Map<String, Unpaged> unpaged() {
        return lines("lists.txt").stream()
                .map(line -> List.of(line.split(" \\| ")))
                .collect(Collectors.toMap(List::getFirst, columns -> new Unpaged(columns.get(1), columns.get(2))));
    }

    /** What Assay offers: its own description; another test checks that it is the one that the server gives. */
    static List<Fact> description() {
        try {
            return Facts.of(JsonMapper.createDefault()
                    .readValue(Files.readAllBytes(Path.of("../openapi.json")), JsonNode.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(String name) {
        try {
            return Files.readAllLines(LISTS.resolve(name)).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
