package dev.assay.identity.signon;

import dev.assay.identity.session.Sessions;
import dev.assay.identity.user.Users;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;

/** Finds or creates the user, adds teams and begins the session in one transaction. */
@Singleton
class SignOnTransaction {
    private final Users users;
    private final Sessions sessions;

    SignOnTransaction(Users users, Sessions sessions) {
        this.users = users;
        this.sessions = sessions;
    }

    @Transactional
    SignOn.Entered run(SignOn.Person person) {
        int user = users.findOrCreate(person.email(), person.name(), person.handle());
        users.joinTeams(user, person.teams());
        return new SignOn.Entered(user, sessions.begin(user));
    }
}
