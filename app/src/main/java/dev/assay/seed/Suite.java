package dev.assay.seed;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The cases that a product's plans run. */
record Suite(List<Case> cases) {
    private static final List<String> CHECKS =
            List.of("detect", "functional", "stress", "recovery", "performance", "permissions", "after-reboot");
    private static final List<String> VARIANTS = List.of("default", "secondary");

    /**
     * @param template the case's template; empty for a case without one
     * @param mood a number from 0 to 1 that decides if the case is broken, flaky, skipped or reliable
     */
    record Case(String name, String category, String template, double mood) {
        private static final double BROKEN = 0.012;
        private static final double FLAKY = 0.045;
        private static final double MISSING = 0.065;

        boolean isBroken() {
            return mood < BROKEN;
        }

        boolean isFlaky() {
            return mood >= BROKEN && mood < FLAKY;
        }

        boolean isMissing() {
            return mood >= FLAKY && mood < MISSING;
        }
    }

    /** The cases that this plan runs on this product: the first ones of every area. */
    static Suite of(Product product, String plan, SeededRandom random) {
        int all = CHECKS.size() * VARIANTS.size();
        int share = Math.ceilDiv(all * product.lab().share(plan), 10);
        return new Suite(product.lab().areas().stream()
                .flatMap(area -> IntStream.range(0, share).mapToObj(number -> one(product, area, number, random)))
                .toList());
    }

    private static Case one(Product product, String area, int number, SeededRandom random) {
        String check = CHECKS.get(number % CHECKS.size());
        String variant = VARIANTS.get(number / CHECKS.size());
        String own = product.lab() == SeedSite.MACHINES ? "" : product.name() + "::";
        String name = own + area + "/" + check + "-" + variant;
        String template = number % 3 == 0 ? "" : own + area + "/" + check + "-{variant}";
        return new Case(name, area, template, random.of(product.name(), name).fraction());
    }

    /** The case of a regression, which every plan runs: a reliable one until then. */
    boolean isRegression(Case test) {
        return test.name().equals(cases.getFirst().name());
    }

    Stream<Case> stream() {
        return cases.stream();
    }
}
