package dev.assay.upload.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MasksTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sorts {seed=[CAFEBABE:1D]}                         | sorts {seed=*}",
                "sorts (seed: 4711)                                 | sorts (seed: *)",
                "sorts with seed 0x1f2e                             | sorts with seed *",
                "Randomized, SEED=99                                | Randomized, SEED=*",
                "reads seed file                                    | reads seed file",
                "feeds 12 birds                                     | feeds 12 birds",
                "test_x[<Cart object at 0x7f3a12345678>]            | test_x[<Cart object at 0x*>]",
                "Add/0x55d0c8a1b2c3                                 | Add/0x*",
                "parses(0xDEADBEEF)                                 | parses(0xDEADBEEF)",
                "parses(0xff)                                       | parses(0xff)",
                "pays(com.example.Cart@1b2c3d4e)                    | pays(com.example.Cart@*)",
                "pays([I@6d06d69c)                                  | pays([I@*)",
                "mails joe@example.com                              | mails joe@example.com",
                "reads /tmp/tmpab12cd34/a.txt                       | reads /tmp/tmp*/a.txt",
                "reads /tmp/pytest-of-ci/pytest-7/x0/a.txt          | reads /tmp/pytest-of-ci/pytest-*/x0/a.txt",
                "reads /tmp/junit5839201/a.txt                      | reads /tmp/junit*/a.txt",
                "reads /tmp/a.txt                                   | reads /tmp/a.txt",
                "reads /var/folders/zz/k2j_9/T/tmp.Xa12Bc34De/b     | reads /var/folders/*/T/tmp.*/b",
                "reads C:\\Users\\ci\\AppData\\Local\\Temp\\tmpab12cd34\\a | reads C:\\Users\\ci\\AppData\\Local\\Temp\\tmp*\\a",
                "reads /home/ci/12345/a.txt                         | reads /home/ci/12345/a.txt",
            })
    void whatDiffersInEachRunIsMasked(String name, String expected) {
        assertThat(Masks.masked(name)).isEqualTo(expected);
    }

    /** Each of these took time by the square of its length: minutes for a name of this length. */
    @ParameterizedTest
    @ValueSource(
            strings = {"c:/", "seed ", "seed  \t", "seed 1", "1", "seed=[a", "at 0x1", "a@1", "/tmp/", "/var/folders/"})
    void longNamesAreMaskedAtOnce(String part) {
        String name = "at 0x seed @ tmp/ temp/ seed " + part.repeat(1_000_000 / part.length()) + "z";

        assertThat(CompletableFuture.supplyAsync(() -> Masks.masked(name)))
                .succeedsWithin(Duration.ofSeconds(20))
                .asString()
                .isNotEmpty();
    }
}
