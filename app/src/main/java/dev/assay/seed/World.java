package dev.assay.seed;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is generated: the same seed, number of executions and products always give the same world. Only its times follow the
 * day on which it is made.
 *
 * @param seed selects the world
 * @param executions the number of executions
 * @param products those that are tested
 * @param end the end of the six months in which they are tested
 */
public record World(long seed, int executions, List<Product> products, Instant end) {
    /** The beginning of every link to CI, by which the executions that were generated are known. */
    static final String LINKS = "https://ci.seed.example/job/";

    private static final Duration HISTORY = Duration.ofDays(182);

    /** The shares of the history after which the network of a lab fails. */
    private static final List<Double> OUTAGES = List.of(0.35, 0.7);

    /** In a world of so few turns, an outage would be most of it. */
    private static final int FEW_TURNS = 20;

    public World {
        products = List.copyOf(products);
    }

    /** The names of all products. */
    public static List<String> names() {
        return Product.ALL.stream().map(Product::name).toList();
    }

    /** The world of all products, or of one of them. */
    public static World of(long seed, int executions, Optional<String> product, Instant end) {
        List<Product> products = Product.ALL.stream()
                .filter(each -> product.isEmpty() || each.name().equals(product.get()))
                .toList();
        return new World(seed, executions, products, end);
    }

    /** Executions take turns: one of each product, then the next of each. */
    int turns() {
        return Math.ceilDiv(executions, products.size());
    }

    int turnsPerRelease() {
        return Math.max(2, turns() / 60);
    }

    int newest() {
        return Math.max(turns() - 1, 0) / turnsPerRelease();
    }

    SeededRandom random() {
        return new SeededRandom(seed);
    }

    Product product(int number) {
        return products.get(number % products.size());
    }

    int turn(int number) {
        return number / products.size();
    }

    /** When the execution with this number began. */
    Instant at(int number) {
        double turn = turn(number) + random().of("at", number).fraction();
        return end.minus(HISTORY).plusSeconds((long) (HISTORY.toSeconds() * turn / (turns() + 1)));
    }

    /** True if the network of the product's lab failed while this turn ran. */
    boolean isOutage(Product product, int turn) {
        return turns() > FEW_TURNS
                && product.lab() == products.getFirst().lab()
                && OUTAGES.stream().anyMatch(share -> turn == (int) (turns() * share));
    }

    /** The product with a regression. */
    boolean isRegressed(Product product) {
        return product.equals(products.getFirst());
    }

    /** The first release that fails. */
    int firstFailing() {
        return Math.ceilDiv(3 * newest(), 4);
    }
}
