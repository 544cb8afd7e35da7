package dev.assay.upload.suite;

import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The suites of executions, as far as a file says more about them than their cases. */
@Singleton
public class Suites {
    private final SuiteRepository suites;

    Suites(SuiteRepository suites) {
        this.suites = suites;
    }

    /**
     * A suite.
     *
     * @param position its place in the file
     * @param ranAt when it began
     * @param output what it printed outside its cases
     */
    public record Suite(
            int position,
            String name,
            @Nullable String host,
            @Nullable Instant ranAt,
            Map<String, String> properties,
            String output) {
        public Suite {
            properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        }
    }

    /**
     * Stores the suites of a file in the caller's transaction.
     *
     * @param upload the upload that brought them; null if none did
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(int execution, @Nullable Integer upload, List<Suite> found) {
        if (!found.isEmpty()) {
            suites.insert(execution, upload, found);
        }
    }

    List<SuiteRow> page(long execution, long after, int limit) {
        return suites.page(execution, after, limit);
    }

    Optional<SuiteRow> find(long execution, long id) {
        return suites.find(execution, id);
    }

    /** Deletes the suites of an upload whose part was sent again. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void delete(int execution, int upload) {
        suites.deleteOfUpload(execution, upload);
    }
}
