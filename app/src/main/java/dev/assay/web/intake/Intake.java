package dev.assay.web.intake;

import dev.assay.platform.Gunzip;
import dev.assay.web.intake.UploadQuotas.Account;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;

/** Receives uploads. */
@Singleton
public class Intake {
    private final UploadSettings settings;
    private final LargeUploadSettings large;
    private final UploadQuotas accounts;
    private final UploadThreads threads;

    Intake(UploadSettings settings, LargeUploadSettings large, UploadQuotas accounts, UploadThreads threads) {
        this.settings = settings;
        this.large = large;
        this.accounts = accounts;
        this.threads = threads;
    }

    /**
     * Receives the body to its last byte, then reads its content once. A large upload first waits for its turn, and keeps it until
     * the content is closed.
     *
     * @param caller the account whose uploads are counted together
     * @param body plain or gzip; not closed
     * @throws java.util.zip.ZipException if it is damaged gzip
     */
    public UploadContent take(String caller, InputStream body) throws IOException, NotTaken {
        Account account = accounts.of(caller);
        UploadContent content =
                new UploadContent(Spool.receive(body, settings, account, threads), settings.unpacking(), threads);
        boolean read = false;
        try {
            content.readThrough(account, large.size());
            read = true;
            return content;
        } catch (Gunzip.TooLarge e) {
            throw new NotTaken(new UploadRefusal.TooLarge(settings.maxSize()));
        } catch (Gunzip.TooDense e) {
            throw new NotTaken(new UploadRefusal.TooDense(settings.maxRatio()));
        } finally {
            if (!read) {
                content.close();
            }
        }
    }
}
