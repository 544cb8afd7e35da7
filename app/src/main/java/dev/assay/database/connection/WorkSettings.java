package dev.assay.database.connection;

import dev.assay.database.Work;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a kind of work that an installation changes: {@code ASSAY_DATABASE_WORK_REPORT_STATEMENT=10m}.
 *
 * @param work the name, as in {@link Work#wire}
 * @param share the share of all connections, in percent
 */
@EachProperty("assay.database.work")
record WorkSettings(
        @Parameter String work,
        @Nullable Integer share,
        @Nullable Duration statement,
        @Nullable Duration lock,
        @Nullable Duration socket) {}
