package dev.assay.identity.signon.oidc;

import dev.assay.identity.signon.SignOn;
import dev.assay.identity.user.Users;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;

/** Signs on a person and updates their teams: adds the teams of their groups, and removes teams of groups that they left. */
@Singleton
class OidcSignOn {
    private final OidcClient client;
    private final SignOn signOn;
    private final Users users;
    private final MembershipRepository memberships;

    OidcSignOn(OidcClient client, SignOn signOn, Users users, MembershipRepository memberships) {
        this.client = client;
        this.signOn = signOn;
        this.users = users;
        this.memberships = memberships;
    }

    /** Runs in one transaction. Memberships that did not come from the provider stay (docs/openid-connect.md). */
    @Transactional
    SignOn.Entered enter(VerifiedIdentity.Person person) {
        SignOn.Entered entered =
                signOn.enter(new SignOn.Person(person.email(), person.name(), null, List.of(), "OpenID Connect"));
        Collection<String> names = client.teams(person.groups());
        if (client.createsTeams()) {
            users.makeTeams(names);
        }
        String[] teams = names.toArray(String[]::new);
        memberships.withdraw(entered.userId(), teams);
        if (teams.length > 0) {
            memberships.join(entered.userId(), teams);
        }
        return entered;
    }
}
