package dev.assay.review;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How an artefact's environment reviews are distributed among its reviewers (TE-ASSIGN-20, 21).
 *
 * @param total the number of reviews of the latest builds
 * @param people the artefact's reviewers by ascending id, at least one
 * @param loads the number of reviews that each of these people has
 * @param open the reviews whose first reviewer is not one of these people, in the order of builds and reviews
 */
record Distribution(int total, List<Integer> people, List<Integer> loads, List<Integer> open) {
    Distribution {
        people = List.copyOf(people);
        loads = List.copyOf(loads);
        open = List.copyOf(open);
    }

    /**
     * The person that takes each open review, in the order of reviews. The person with the fewest reviews gets them up
     * to an equal share, then the next person. No one gives a review away (TE-ASSIGN-22, 23).
     */
    List<Integer> taken() {
        List<Integer> byLoad = IntStream.range(0, people.size())
                .boxed()
                .sorted(Comparator.comparing(loads::get))
                .toList();
        int share = Math.ceilDiv(total, byLoad.size());
        int at = 0;
        int load = loads.get(byLoad.getFirst());
        List<Integer> taken = new ArrayList<>(open.size());
        for (int i = 0; i < open.size(); i++) {
            if (load >= share && at < byLoad.size() - 1) {
                at++;
                load = loads.get(byLoad.get(at));
            }
            taken.add(people.get(byLoad.get(at)));
            load++;
        }
        return taken;
    }
}
