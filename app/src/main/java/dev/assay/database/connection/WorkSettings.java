package dev.assay.database.connection;

import dev.assay.database.Work;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an installation changes of the limits of a kind of work: {@code ASSAY_DATABASE_WORK_REPORT_STATEMENT=10m}.
 *
 * @param work as {@link Work#wire} has it
 * @param share percent of the connections
 */
@EachProperty("assay.database.work")
record WorkSettings(
        @Parameter String work,
        @Nullable Integer share,
        @Nullable Duration statement,
        @Nullable Duration lock,
        @Nullable Duration socket) {}
