package dev.assay.upload;

import dev.assay.execution.Executions;
import dev.assay.execution.Executions.StartOutcome;
import dev.assay.execution.LockedExecution;
import dev.assay.result.Counts;
import dev.assay.result.NewResult;
import dev.assay.result.Results;
import dev.assay.upload.UploadRepository.NewUpload;
import dev.assay.upload.UploadRepository.UploadRow;
import dev.assay.upload.UploadWarnings.UploadWarning;
import dev.assay.upload.junit.BrokenReport;
import dev.assay.upload.junit.Quarantined;
import dev.assay.upload.junit.Warnings;
import dev.assay.upload.suite.Suites;
import dev.assay.web.intake.ReadAhead;
import dev.assay.web.intake.UploadContent;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.SerdeImport;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stores an upload in one transaction. */
@Singleton
@SerdeImport(UploadWarning.class)
@SerdeImport(Quarantined.class)
class UploadStore {
    private final UploadRepository uploads;
    private final Executions executions;
    private final Results results;
    private final Suites suites;
    private final JsonMapper json;

    UploadStore(UploadRepository uploads, Executions executions, Results results, Suites suites, JsonMapper json) {
        this.uploads = uploads;
        this.executions = executions;
        this.results = results;
        this.suites = suites;
        this.json = json;
    }

    /** Rolls the transaction back, so that nothing of it is stored. */
    static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient UploadOutcome outcome;

        Abandoned(UploadOutcome outcome) {
            super(null, null, false, false);
            this.outcome = outcome;
        }

        UploadOutcome outcome() {
            return outcome;
        }
    }

    /** @throws Abandoned if the file is refused although something was stored already */
    @Transactional
    UploadOutcome store(Upload upload, UploadContent content) {
        byte[] request = content.sha256(upload.parameters());
        if (upload.key() != null) {
            String principal = upload.by().principal();
            uploads.lockKey(principal + " " + upload.key());
            Optional<UploadRow> before = uploads.findByKey(principal, upload.key());
            if (before.isPresent()) {
                return Arrays.equals(before.get().requestSha256(), request)
                        ? answer(before.get()).outcome(before.get().testExecutionId(), true)
                        : new UploadOutcome.KeyTaken(upload.key());
            }
        }
        return switch (executions.resume(upload.start(), upload.parameters().keySet())) {
            case StartOutcome.Contradicted why -> throw new Abandoned(new UploadOutcome.Contradicted(why.reason()));
            case StartOutcome.NotStarted why -> new UploadOutcome.NotStarted(why.reason());
            case StartOutcome.Started(int id, boolean made) -> {
                LockedExecution execution = executions.lock(id).orElseThrow();
                Part part = Part.of(upload, content);
                List<UploadRow> found = made ? List.of() : uploads.findParts(id, part.keys());
                yield storeInto(execution, part, found, new Received(upload, content, request));
            }
        };
    }

    /** An upload with its content, and the hash of both. */
    private record Received(Upload upload, UploadContent content, byte[] request) {}

    /**
     * @param found what the part has now; for a file without a name, also what another part has that may have the same
     *     content
     */
    private UploadOutcome storeInto(LockedExecution execution, Part part, List<UploadRow> found, Received received) {
        byte[] content = received.content.sha256();
        List<UploadRow> same = found.stream().filter(row -> row.holds(content)).toList();
        List<UploadRow> outdated = part.replaces()
                ? found.stream().filter(row -> !row.holds(content)).toList()
                : List.of();
        if (!same.isEmpty() && outdated.isEmpty()) {
            return repeat(execution, part, same.getFirst(), received);
        }
        int replaced = 0;
        if (part.replaces() && !found.isEmpty()) {
            for (UploadRow row : found) {
                suites.delete(execution.id(), row.id());
                replaced += results.delete(execution, row.id(), row.firstResultId(), row.lastResultId());
            }
            uploads.replace(found.stream().map(UploadRow::id).toArray(Integer[]::new));
        }
        UploadRepository.Place place = uploads.place(execution.id());
        Read read = read(received, execution, new Results.Origin(place.id(), place.older()), replaced);
        uploads.insert(row(received, execution, place, part, read));
        return read.answer.outcome(execution.id(), false);
    }

    /** The part has this content already. What the upload says in addition is kept: metadata, the end, and its key. */
    private UploadOutcome repeat(LockedExecution execution, Part part, UploadRow row, Received received) {
        Upload upload = received.upload;
        boolean completes = row.partial() && !upload.partial();
        if (completes) {
            uploads.complete(row.id(), part.key());
            executions.complete(execution.id(), upload.metadata());
        } else {
            executions.addMetadata(execution.id(), upload.metadata());
        }
        StoredAnswer answer = answer(row);
        if (upload.key() != null) {
            uploads.insert(row(received, execution, uploads.place(execution.id()), null, new Read(answer, null, null)));
        }
        return answer.outcome(execution.id(), !completes);
    }

    /** @param part null for an upload that is stored for its key only */
    private NewUpload row(
            Received received,
            LockedExecution execution,
            UploadRepository.Place place,
            @Nullable Part part,
            Read read) {
        Upload upload = received.upload;
        return new NewUpload(
                place.id(),
                execution.id(),
                upload.by(),
                upload.key(),
                received.content.sha256(),
                received.request,
                upload.partial(),
                upload.part(),
                part == null ? null : part.key(),
                received.content.size(),
                upload.format().wire(),
                read.ranAt,
                place.after(),
                text(read.answer),
                read.quarantine);
    }

    /** What was read from a file. */
    private record Read(
            StoredAnswer answer,
            @Nullable Instant ranAt,
            @Nullable String quarantine) {}

    private Read read(Received received, LockedExecution execution, Results.Origin origin, int replaced) {
        Upload upload = received.upload;
        UploadContent content = received.content;
        try (ReportResults reader =
                content.step(() -> ReportResults.open(upload.format(), content.open(), attempts(upload)))) {
            ReadAhead<NewResult, BrokenReport> ahead = new ReadAhead<>(content, reader::next, NewResult::weight);
            Counts counts = results.record(execution, origin, upload.metadata(), upload.partial(), () -> next(ahead));
            suites.record(execution.id(), origin.upload(), reader.suites());
            Warnings ofFile = reader.warnings();
            return new Read(
                    StoredAnswer.of(counts, UploadWarnings.of(upload.warnings(), replaced, ofFile)),
                    credible(reader.startedAt(), execution.now()),
                    ofFile.quarantinedTotal() == 0
                            ? null
                            : text(new Quarantine(ofFile.quarantined(), ofFile.quarantinedTotal())));
        } catch (BrokenReport e) {
            throw new Abandoned(new UploadOutcome.Broken(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ReportResults.Attempts attempts(Upload upload) {
        List<String> given = upload.parameters().getOrDefault("attempts", List.of("dialect"));
        return ReportResults.Attempts.valueOf(given.getLast().toUpperCase(Locale.ROOT));
    }

    /** The time at which tests ran, unless it lies in the future. Clocks may differ by a day, as time zones do. */
    private static @Nullable Instant credible(@Nullable Instant ranAt, Instant now) {
        return ranAt == null || ranAt.isAfter(now.plus(Duration.ofDays(1))) ? null : ranAt;
    }

    private static @Nullable NewResult next(ReadAhead<NewResult, BrokenReport> results) {
        try {
            return results.next();
        } catch (BrokenReport e) {
            throw new Abandoned(new UploadOutcome.Broken(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content of the parts of an execution, with what was answered. */
    List<StoredPart> parts(long executionId, int after, int limit) {
        return uploads.parts(executionId, after, limit).stream().map(this::part).toList();
    }

    private StoredPart part(UploadRepository.PartRow row) {
        StoredAnswer answer = answer(row.answer());
        Quarantine quarantine = row.quarantined() == null ? Quarantine.NONE : read(row.quarantined(), Quarantine.class);
        return new StoredPart(row, answer.counts(), answer.shown(), quarantine.records(), quarantine.total());
    }

    /**
     * A part with what was answered and what could not be taken.
     *
     * @param quarantined the first records that could not be taken
     * @param quarantinedTotal the number of all such records
     */
    record StoredPart(
            UploadRepository.PartRow row,
            Counts counts,
            UploadWarnings warnings,
            List<Quarantined> quarantined,
            int quarantinedTotal) {}

    /**
     * The records of a file that could not be taken.
     *
     * @param records the first of them
     * @param total the number of all
     */
    @Serdeable
    record Quarantine(List<Quarantined> records, int total) {
        static final Quarantine NONE = new Quarantine(List.of(), 0);
    }

    private StoredAnswer answer(UploadRow row) {
        return answer(row.answer());
    }

    private StoredAnswer answer(String text) {
        return read(text, StoredAnswer.class);
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return Objects.requireNonNull(json.readValue(text, type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
