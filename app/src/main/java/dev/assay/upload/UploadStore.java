package dev.assay.upload;

import dev.assay.execution.Executions;
import dev.assay.execution.Executions.StartOutcome;
import dev.assay.execution.LockedExecution;
import dev.assay.result.Counts;
import dev.assay.result.NewResult;
import dev.assay.result.Results;
import dev.assay.upload.junit.BrokenReport;
import dev.assay.web.intake.ReadAhead;
import dev.assay.web.intake.UploadContent;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.SerdeImport;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Stores an upload in one transaction. */
@Singleton
@SerdeImport(UploadWarning.class)
class UploadStore {
    private final UploadRepository uploads;
    private final Executions executions;
    private final Results results;
    private final JsonMapper json;

    UploadStore(UploadRepository uploads, Executions executions, Results results, JsonMapper json) {
        this.uploads = uploads;
        this.executions = executions;
        this.results = results;
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

    /** @throws Abandoned if the file is broken, or its content was stored before */
    @Transactional
    UploadOutcome store(Upload upload, UploadContent content) {
        byte[] request = content.sha256(upload.parameters());
        if (upload.key() != null) {
            String principal = upload.by().principal();
            uploads.lockKey(principal + " " + upload.key());
            Optional<UploadRow> before = uploads.findByKey(principal, upload.key());
            if (before.isPresent()) {
                return Arrays.equals(before.get().requestSha256(), request)
                        ? repeated(before.get())
                        : new UploadOutcome.KeyTaken(upload.key());
            }
        }
        return switch (executions.start(upload.start())) {
            case StartOutcome.NotStarted why -> new UploadOutcome.NotStarted(why.reason());
            case StartOutcome.Started(int id) -> storeInto(id, upload, content, request);
        };
    }

    private UploadOutcome storeInto(int id, Upload upload, UploadContent content, byte[] request) {
        LockedExecution execution = executions.lock(id).orElseThrow();
        Optional<UploadRow> before = upload.start().ciLink() == null
                ? Optional.empty()
                : uploads.findByContent(id, content.sha256(), upload.partial());
        if (before.isPresent()) {
            // Roll back, because the start removed a rerun request: it may be one that this file itself caused
            throw new Abandoned(repeated(before.get()));
        }
        StoredAnswer answer = read(upload, content, execution);
        uploads.insert(
                execution.id(),
                upload.by().application(),
                upload.by().principal(),
                upload.key(),
                upload.start().ciLink(),
                content.sha256(),
                request,
                upload.partial(),
                text(answer));
        return answer.outcome(execution.id(), false);
    }

    private StoredAnswer read(Upload upload, UploadContent content, LockedExecution execution) {
        try (ReportResults reader = content.step(() -> ReportResults.open(upload.format(), content.open()))) {
            ReadAhead<NewResult, BrokenReport> ahead = new ReadAhead<>(content, reader::next, NewResult::weight);
            Counts counts = results.record(execution, upload.metadata(), upload.partial(), () -> next(ahead));
            return StoredAnswer.of(
                    counts,
                    Stream.concat(upload.warnings().stream(), reader.warnings().list().stream())
                            .map(UploadWarning::of)
                            .toList());
        } catch (BrokenReport e) {
            throw new Abandoned(new UploadOutcome.Broken(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    private UploadOutcome repeated(UploadRow row) {
        try {
            return Objects.requireNonNull(json.readValue(row.answer(), StoredAnswer.class))
                    .outcome(row.testExecutionId(), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(StoredAnswer answer) {
        try {
            return json.writeValueAsString(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
