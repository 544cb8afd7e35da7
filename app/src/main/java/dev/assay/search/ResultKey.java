package dev.assay.search;

import dev.assay.web.input.Input;
import dev.assay.web.input.RefusedInput;
import java.util.regex.Pattern;

/**
 * The place of a result in a list that is paged by key: the ids of its execution and of itself.
 *
 * @param cursor as clients see it, such as {@code 81-5021}
 */
@Input.Scalar
record ResultKey(String cursor) {
    private static final Pattern FORM = Pattern.compile("\\d{1,10}-\\d{1,10}");

    /** Before all results. */
    static final ResultKey START = new ResultKey("2147483647-2147483647");

    ResultKey {
        if (!FORM.matcher(cursor).matches()) {
            throw new RefusedInput("after must be the cursor of a previous page, such as 81-5021");
        }
    }

    static ResultKey of(int execution, int result) {
        return new ResultKey(execution + "-" + result);
    }

    long execution() {
        return Long.parseLong(cursor, 0, cursor.indexOf('-'), 10);
    }

    long result() {
        return Long.parseLong(cursor.substring(cursor.indexOf('-') + 1));
    }
}
