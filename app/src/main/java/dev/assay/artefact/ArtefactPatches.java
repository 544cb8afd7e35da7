package dev.assay.artefact;

import static dev.assay.access.Permission.CHANGE_ARTEFACT;

import dev.assay.access.Access;
import dev.assay.access.Caller;
import dev.assay.artefact.ArtefactPatchRepository.Columns;
import dev.assay.artefact.ArtefactPatchRepository.KnownUser;
import dev.assay.artefact.ArtefactPatchRepository.LockedArtefact;
import dev.assay.artefact.Artefacts.PatchOutcome;
import dev.assay.notification.Notifications;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes artefacts (ART-PATCH). Every check runs before the first write: a refused patch changes nothing. */
@Singleton
class ArtefactPatches {
    private final ArtefactPatchRepository rows;
    private final ArtefactReadRepository artefacts;
    private final Access access;
    private final Notifications notifications;

    ArtefactPatches(
            ArtefactPatchRepository rows,
            ArtefactReadRepository artefacts,
            Access access,
            Notifications notifications) {
        this.rows = rows;
        this.artefacts = artefacts;
        this.access = access;
        this.notifications = notifications;
    }

    /** The ids that a patch names, in its order, or why they are refused. Null ids: the patch does not name any. */
    private record ResolvedIds(
            @Nullable List<Integer> ids, @Nullable PatchOutcome refusal) {
        static final ResolvedIds NOTHING = new ResolvedIds(null, null);

        static ResolvedIds refused(String reason) {
            return new ResolvedIds(null, new PatchOutcome.Invalid(reason));
        }
    }

    PatchOutcome patch(long id, ArtefactPatch patch, Caller caller) {
        Optional<LockedArtefact> found = rows.lock(id);
        if (found.isEmpty()) {
            return new PatchOutcome.Unknown();
        }
        LockedArtefact artefact = found.get();
        if (!access.holds(caller, CHANGE_ARTEFACT)
                && !access.isGranted(caller, CHANGE_ARTEFACT, List.of(artefact.id()))) {
            return new PatchOutcome.NotAllowed();
        }
        Optional<PatchOutcome> refusal = status(artefact, patch).or(() -> stage(artefact, patch));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        ResolvedIds reviewers = reviewers(patch);
        if (reviewers.refusal() != null) {
            return reviewers.refusal();
        }
        ResolvedIds builds = builds(patch);
        if (builds.refusal() != null) {
            return builds.refusal();
        }
        return write(artefact, columns(artefact, patch, builds.ids()), reviewers.ids(), builds.ids());
    }

    private PatchOutcome write(
            LockedArtefact artefact,
            Columns columns,
            @Nullable List<Integer> reviewers,
            @Nullable List<Integer> builds) {
        int id = artefact.id();
        if (changesKey(artefact, columns) && rows.isSolutionTaken(id, columns.stage(), columns.bundleHash())) {
            return new PatchOutcome.Taken(
                    "Another solution has the same name, source, version, track, stage and bundle");
        }
        if (!columns.equals(artefact.columns())) {
            rows.write(
                    id,
                    columns.status(),
                    columns.archived(),
                    columns.stage(),
                    columns.comment(),
                    columns.jiraIssue(),
                    columns.bundleHash());
        }
        if (reviewers != null) {
            Set<Integer> added = rows.replaceReviewers(id, reviewers);
            notifications.reviewersAssigned(
                    id, reviewers.stream().filter(added::contains).toList());
        }
        if (builds != null) {
            rows.replaceBundle(id, builds);
        }
        return new PatchOutcome.Patched(artefacts.inOrder(id, ids(reviewers), ids(builds)));
    }

    private static Integer[] ids(@Nullable List<Integer> asked) {
        return asked == null ? new Integer[0] : asked.toArray(Integer[]::new);
    }

    /** True if the unique key changes. Only that of a solution has columns that a patch can change. */
    private static boolean changesKey(LockedArtefact artefact, Columns columns) {
        return artefact.family() == Family.SOLUTION
                && !(columns.stage().equals(artefact.columns().stage())
                        && Objects.equals(
                                columns.bundleHash(), artefact.columns().bundleHash()));
    }

    /** ART-PATCH-04 to 06. */
    private Optional<PatchOutcome> status(LockedArtefact artefact, ArtefactPatch patch) {
        if (patch.status() == null || patch.status() == ArtefactStatus.UNDECIDED) {
            return Optional.empty();
        }
        ArtefactPatchRepository.Reviews reviews = rows.reviews(artefact.id());
        boolean approves = patch.status() == ArtefactStatus.APPROVED;
        if (approves && reviews.unapproved() > 0) {
            return Optional.of(new PatchOutcome.Unfit("All test executions need to be approved"));
        }
        if (!approves && reviews.rejected() == 0) {
            return Optional.of(new PatchOutcome.Unfit("At least one test execution needs to be rejected"));
        }
        boolean commented = !Objects.requireNonNullElse(patch.comment(), "").isEmpty()
                || !artefact.columns().comment().isEmpty();
        return approves || commented
                ? Optional.empty()
                : Optional.of(new PatchOutcome.Unfit("Can't reject an artefact without a comment"));
    }

    /** ART-PATCH-08, 09. */
    private static Optional<PatchOutcome> stage(LockedArtefact artefact, ArtefactPatch patch) {
        Stage stage = patch.stage();
        return stage == null || stage.fits(artefact.family())
                ? Optional.empty()
                : Optional.of(new PatchOutcome.Unfit("Stage " + stage.wire() + " is invalid for artefact family "
                        + artefact.family().wire()));
    }

    /** ART-PATCH-15 to 20. */
    private ResolvedIds reviewers(ArtefactPatch patch) {
        if (patch.reviewerIds().isPresent() && patch.reviewerEmails().isPresent()) {
            return ResolvedIds.refused("Cannot specify both reviewer_ids and reviewer_emails");
        }
        if (patch.reviewerIds().isPresent()) {
            return resolve(
                    patch.reviewerIds().orNull(),
                    ids -> rows.usersById(ids.toArray(Long[]::new)).stream()
                            .collect(Collectors.toMap(user -> (long) user.id(), KnownUser::id)),
                    "Duplicate user ids are not allowed in reviewer_ids",
                    id -> "User with id " + id + " not found");
        }
        if (patch.reviewerEmails().isPresent()) {
            return resolve(
                    patch.reviewerEmails().orNull(),
                    emails -> rows.usersByEmail(emails.toArray(String[]::new)).stream()
                            .collect(Collectors.toMap(KnownUser::email, KnownUser::id)),
                    "Duplicate user emails are not allowed in reviewer_emails",
                    email -> "User with email '" + email + "' not found");
        }
        return ResolvedIds.NOTHING;
    }

    /** ART-PATCH-24, 25. */
    private ResolvedIds builds(ArtefactPatch patch) {
        if (!patch.bundledBuilds().isPresent()) {
            return ResolvedIds.NOTHING;
        }
        return resolve(
                patch.bundledBuilds().orNull(),
                ids -> rows.builds(ids.toArray(Long[]::new)).stream()
                        .collect(Collectors.toMap(Integer::longValue, Function.identity())),
                "Duplicate build ids are not allowed in bundled_builds",
                id -> "ArtefactBuild with id " + id + " not found");
    }

    /** @param asked null to clear */
    private static <T> ResolvedIds resolve(
            @Nullable List<T> asked,
            Function<Collection<T>, Map<T, Integer>> find,
            String duplicate,
            Function<T, String> unknown) {
        if (asked == null || asked.isEmpty()) {
            return new ResolvedIds(List.of(), null);
        }
        if (new HashSet<>(asked).size() < asked.size()) {
            return ResolvedIds.refused(duplicate);
        }
        Map<T, Integer> known = new HashMap<>(find.apply(asked));
        for (T name : asked) {
            if (!known.containsKey(name)) {
                return ResolvedIds.refused(unknown.apply(name));
            }
        }
        return new ResolvedIds(asked.stream().map(known::get).toList(), null);
    }

    private static Columns columns(LockedArtefact artefact, ArtefactPatch patch, @Nullable List<Integer> builds) {
        Columns before = artefact.columns();
        String bundle =
                artefact.family() == Family.SOLUTION && builds != null ? bundleHash(builds) : before.bundleHash();
        return new Columns(
                patch.status() == null ? before.status() : patch.status().name(),
                Objects.requireNonNullElse(patch.archived(), before.archived()),
                patch.stage() == null ? before.stage() : patch.stage().wire(),
                Objects.requireNonNullElse(patch.comment(), before.comment()),
                patch.jiraIssue().isPresent() ? patch.jiraIssue().orNull() : before.jiraIssue(),
                bundle);
    }

    /** DM-35. */
    private static String bundleHash(List<Integer> builds) {
        String text = builds.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
