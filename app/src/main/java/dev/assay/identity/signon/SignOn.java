package dev.assay.identity.signon;

import dev.assay.database.AuditContext;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs on a person whose identity a trusted provider has verified: creates the user and the session. All kinds of sign-on
 * use it.
 */
@Singleton
public class SignOn {
    private static final Logger LOG = LoggerFactory.getLogger(SignOn.class);

    private final SignOnTransaction transaction;

    SignOn(SignOnTransaction transaction) {
        this.transaction = transaction;
    }

    /**
     * A person who signs on.
     *
     * @param email used unchanged (SAML-8); the provider has verified it
     * @param handle the Launchpad handle; null if it is not known
     * @param teams names of teams to join; missing teams are created without permissions (SAML-9)
     * @param how the kind of sign-on, for the logs: {@code SAML}, {@code OpenID Connect}, {@code local login}
     */
    public record Person(
            String email, String name, @Nullable String handle, Collection<String> teams, String how) {
        public Person {
            teams = List.copyOf(teams);
        }
    }

    /**
     * A new session.
     *
     * @param setCookie the value of the header {@code Set-Cookie}
     */
    public record Entered(int userId, String setCookie) {}

    /**
     * Finds or creates the user, adds teams and begins a session, all in its own transaction. Does not remove the user from
     * teams. The operation in the audit log is {@code sign on by <how>}. Call other servers (Launchpad, a provider) before
     * this, not within the transaction.
     */
    public Entered enter(Person person) {
        Entered entered = new AuditContext("anonymous", person.email(), "sign on by " + person.how())
                .during(() -> transaction.run(person));
        LOG.atInfo()
                .addKeyValue("user", entered.userId())
                .addKeyValue("how", person.how())
                .addKeyValue("teams", person.teams().size())
                .log("Signed on");
        return entered;
    }
}
