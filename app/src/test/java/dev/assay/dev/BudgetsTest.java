package dev.assay.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The budgets of the main code are kept, and a test for each shows that it notices what exceeds it. */
class BudgetsTest {
    private static final int ENOUGH = 400;

    @Test
    void theMainCodeKeepsItsBudgets() throws IOException {
        Budgets budgets = Budgets.of(Path.of("src/main/java"));

        assertThat(budgets.open() + budgets.closed()).isGreaterThan(ENOUGH);
        assertThat(budgets.lengths()).hasSizeGreaterThan(ENOUGH);
        assertThat(budgets.beans()).hasSizeGreaterThan(ENOUGH / 5);
        assertThat(budgets.beyond()).isEmpty();
    }

    @Test
    void eachBudgetIsCounted(@TempDir Path sources) throws IOException {
        for (int i = 0; i <= Budgets.FILES; i++) {
            Files.writeString(sources.resolve("A" + i + ".java"), "package a;\n\npublic class A%d {}\n".formatted(i));
        }
        Files.writeString(sources.resolve("package-info.java"), "package a;\n");
        Files.writeString(sources.resolve("Bean.java"), """
                package b;

                /** Not a line. */
                @Singleton
                public class Bean {
                    // Not a line
                    Bean(int a, int b, int c, int d, int e, int f) {%s
                    }
                }
                """.formatted("\n        a++;".repeat(Budgets.LENGTH)));

        Budgets budgets = Budgets.of(sources);

        assertThat(budgets.lines()).isEqualTo(2 * (Budgets.FILES + 1) + 6 + Budgets.LENGTH);
        assertThat(budgets.beyond())
                .containsExactlyInAnyOrder(
                        "a has 16 files, at most 15: split it",
                        "b.Bean has 6 constructor parameters, at most 5",
                        "0 % of the types are package-private, at least 55",
                        "a method at the 90th percentile has 22 lines, at most 20");
    }
}
