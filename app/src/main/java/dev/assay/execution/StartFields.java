package dev.assay.execution;

import dev.assay.artefact.ArtefactKey;
import dev.assay.artefact.Family;
import dev.assay.artefact.Stage;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.platform.IndexedText;
import dev.assay.platform.WebUrl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads an execution to start from named texts, such as those of an upload, a custom resource or labels. It collects
 * every mistake.
 */
public final class StartFields {
    /** The fields of an artefact that share an index, and the largest number of bytes that each may have. */
    public static final SortedMap<String, Integer> INDEXED = Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(
            "version", IndexedText.VERSION,
            "track", IndexedText.TRACK,
            "branch", IndexedText.BRANCH,
            "series", IndexedText.SERIES,
            "repo", IndexedText.REPO,
            "source", IndexedText.SOURCE)));

    private static final int LONGEST = 200;
    private static final int LONGEST_ARCHITECTURE = 100;

    private final Map<String, String> fields;
    private final List<Mistake> mistakes = new ArrayList<>();

    private StartFields(Map<String, String> fields) {
        this.fields = fields;
    }

    /** @param missing true if the field is absent */
    public record Mistake(String field, String message, boolean missing) {}

    /** The result of reading. */
    public sealed interface Outcome {
        record Read(NewExecution start) implements Outcome {}

        record Wrong(List<Mistake> mistakes) implements Outcome {}
    }

    /**
     * @param fields {@code family}, the columns of its key, and the other fields of start-test; unknown fields are
     *     ignored, and empty ones count as absent
     */
    public static Outcome read(Map<String, String> fields) {
        Map<String, String> given = new HashMap<>(fields);
        given.values().removeIf(String::isEmpty);
        StartFields reader = new StartFields(given);
        Optional<NewExecution> start = reader.family().map(reader::start);
        return reader.mistakes.isEmpty()
                ? new Outcome.Read(start.orElseThrow())
                : new Outcome.Wrong(List.copyOf(reader.mistakes));
    }

    private Optional<Family> family() {
        List<String> families = Arrays.stream(Family.values()).map(Family::wire).toList();
        String family = required("family", LONGEST);
        if (families.contains(family)) {
            return Optional.of(Family.of(family));
        }
        mistake("family", oneOf(families));
        return Optional.empty();
    }

    private NewExecution start(Family family) {
        ArtefactKey artefact = ArtefactKey.of(family, column -> column(family, column));
        if (artefact instanceof ArtefactKey.Deb deb
                && deb.source().isEmpty() == deb.stage().isEmpty()) {
            mistake("source", "or a stage is needed, but not both");
        }
        return new NewExecution(
                artefact,
                architecture(family),
                family == Family.SNAP || family == Family.CHARM ? revision() : null,
                required("environment", LONGEST),
                required("test_plan", LONGEST),
                fields.containsKey("ci_link") ? required("ci_link", LONGEST) : null,
                ExecutionStatus.IN_PROGRESS,
                List.of(),
                false);
    }

    private @Nullable String column(Family family, String column) {
        String field = column.equals("stage") ? "execution_stage" : column;
        boolean needed = switch (family) {
            case SNAP, CHARM -> !column.equals("branch");
            case DEB -> !column.equals("source") && !column.equals("stage");
            case IMAGE -> column.equals("sha256");
            case SOLUTION, OCI, GENERIC -> true;
        };
        if (!needed && !fields.containsKey(field)) {
            return family == Family.IMAGE ? null : "";
        }
        String value = required(field, LONGEST);
        switch (column) {
            case "version" ->
                refuse(value.isEmpty() || value.equals("null"), field, "must be a version, not '" + value + "'");
            case "stage" -> refuse(!isStage(family, value), field, oneOf(Stage.of(family)));
            case "digest" -> refuse(!ArtefactKey.Oci.isDigest(value), field, ArtefactKey.Oci.DIGEST_FORM);
            case "image_url" -> {
                if (WebUrl.parse(value) instanceof WebUrl.Normal(String url)) {
                    return url;
                }
                mistake(field, "must be an http or https URL");
            }
            default -> {}
        }
        return value;
    }

    private static boolean isStage(Family family, String value) {
        return Stage.of(family).contains(value) || (family == Family.DEB && value.isEmpty());
    }

    private @Nullable String architecture(Family family) {
        if (fields.containsKey("arch")) {
            return required("arch", LONGEST_ARCHITECTURE);
        }
        return switch (family) {
            case GENERIC -> NewExecution.ANY_ARCHITECTURE;
            case IMAGE -> null;
            case SNAP, DEB, CHARM, SOLUTION, OCI -> required("arch", LONGEST_ARCHITECTURE);
        };
    }

    private @Nullable Integer revision() {
        String revision = required("revision", LONGEST);
        try {
            return Integer.valueOf(revision);
        } catch (NumberFormatException e) {
            mistake("revision", "must be an integer of 32 bits");
            return null;
        }
    }

    private String required(String field, int longest) {
        String value = fields.get(field);
        if (value == null) {
            mistakes.add(new Mistake(field, "is missing", true));
            return "";
        }
        boolean fits = INDEXED.containsKey(field)
                ? IndexedText.fits(value, INDEXED.get(field))
                : value.codePointCount(0, value.length()) <= longest;
        refuse(!fits, field, "is too long");
        refuse(value.indexOf('\0') >= 0, field, "has a NUL character, which cannot be stored");
        return value;
    }

    private void refuse(boolean wrong, String field, String message) {
        if (wrong) {
            mistake(field, message);
        }
    }

    /** Keeps only the first mistake of each field. */
    private void mistake(String field, String message) {
        if (mistakes.stream().noneMatch(mistake -> mistake.field.equals(field))) {
            mistakes.add(new Mistake(field, message, false));
        }
    }

    private static String oneOf(List<String> values) {
        return "must be '" + String.join("', '", values.subList(0, values.size() - 1)) + "' or '" + values.getLast()
                + "'";
    }
}
