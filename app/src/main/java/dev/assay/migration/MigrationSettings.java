package dev.assay.migration;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings of migrations.
 *
 * @param site directory of the installation's own data migrations (ASSAY_MIGRATIONS_SITE); absent or empty for none
 * @param atStart true to migrate before anything else uses the database (ASSAY_MIGRATIONS_AT_START), for development
 * @param required true to refuse a start if the schema is behind
 */
@ConfigurationProperties("assay.migrations")
record MigrationSettings(
        @Nullable String site,
        @Bindable(defaultValue = "false") boolean atStart,
        @Bindable(defaultValue = "false") boolean required) {

    Optional<Path> siteDirectory() {
        return Optional.ofNullable(site).filter(text -> !text.isBlank()).map(Path::of);
    }
}
