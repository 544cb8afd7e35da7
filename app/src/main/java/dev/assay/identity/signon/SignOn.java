package dev.assay.identity.signon;

import dev.assay.database.AuditContext;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a person whom somebody trusted vouches for into a user with a session, whatever the way of signing on. */
@Singleton
public class SignOn {
    private static final Logger LOG = LoggerFactory.getLogger(SignOn.class);

    private final SignOnTransaction admission;

    SignOn(SignOnTransaction admission) {
        this.admission = admission;
    }

    /**
     * Who signs on.
     *
     * @param email taken as it is (SAML-8); whoever vouches for it has verified it
     * @param handle on Launchpad; null when not known
     * @param teams names of teams to join; those that there are not yet are made, without permissions (SAML-9)
     * @param how for the logs: {@code SAML}, {@code OpenID Connect}, {@code local login}
     */
    public record Person(
            String email, String name, @Nullable String handle, Collection<String> teams, String how) {
        public Person {
            teams = List.copyOf(teams);
        }
    }

    /**
     * A session that began.
     *
     * @param setCookie the value of the header {@code Set-Cookie}
     */
    public record Entered(int userId, String setCookie) {}

    /**
     * Finds or makes the user, adds teams and begins a session: all of it or nothing. Nobody leaves a team by this. Opens a
     * transaction of its own: the audit log calls what it writes {@code sign on by <how>}. Ask others (Launchpad, a provider)
     * before.
     */
    public Entered enter(Person person) {
        Entered entered = new AuditContext("anonymous", person.email(), "sign on by " + person.how())
                .during(() -> admission.admit(person));
        LOG.atInfo()
                .addKeyValue("user", entered.userId())
                .addKeyValue("how", person.how())
                .addKeyValue("teams", person.teams().size())
                .log("Signed on");
        return entered;
    }
}
