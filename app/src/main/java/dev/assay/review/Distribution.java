package dev.assay.review;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How an artefact's environment reviews stand between its reviewers (TE-ASSIGN-20, 21).
 *
 * @param total how many reviews the latest builds have
 * @param people the artefact's reviewers by ascending id, at least one
 * @param open the reviews whose first reviewer is none of these people, in the order of builds and reviews
 */
record Distribution(int total, List<Load> people, List<Integer> open) {

    /** How many of the reviews a person has. */
    record Load(int person, int reviews) {}

    Distribution {
        people = List.copyOf(people);
        open = List.copyOf(open);
    }

    /**
     * Who takes each open review, in their order: who has least, up to an equal share, then the next; nobody hands a review
     * over (TE-ASSIGN-22, 23).
     */
    List<Integer> taken() {
        List<Load> byLoad =
                people.stream().sorted(Comparator.comparingInt(Load::reviews)).toList();
        int share = Math.ceilDiv(total, byLoad.size());
        int at = 0;
        int load = byLoad.getFirst().reviews();
        List<Integer> taken = new ArrayList<>(open.size());
        for (int i = 0; i < open.size(); i++) {
            if (load >= share && at < byLoad.size() - 1) {
                at++;
                load = byLoad.get(at).reviews();
            }
            taken.add(byLoad.get(at).person());
            load++;
        }
        return taken;
    }
}
