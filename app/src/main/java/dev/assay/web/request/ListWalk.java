package dev.assay.web.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.assay.web.input.shape.LongBody;
import dev.assay.web.intake.BodyBudget;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body item by item of its one list; other members are held if the body's form has them. If the list occurs more than once,
 * the last one counts (CONV-08).
 */
final class ListWalk {
    /** For the items of every list. */
    static final int ANY = 0;

    private final LongBody form;
    private final int which;
    private final BodyBudget.Share share;
    private final Map<String, JsonNode> members = new LinkedHashMap<>();
    private @Nullable JsonNode whole;
    private boolean inList;
    private boolean inObject;
    private boolean began;
    private int lists;
    private int index;
    private long held;
    private long last;

    /**
     * @param which the number of the list whose items are returned; other lists are skipped
     * @param share share of the budget for what is held; each returned item is held until {@link #letGo}
     */
    ListWalk(LongBody form, int which, BodyBudget.Share share) {
        this.form = form;
        this.which = which;
        this.share = share;
        this.held = share.taken();
    }

    /** The next item; null at the end of the body. At first the parser is at the beginning of the body. */
    @Nullable
    JsonNode next(JsonParser parser) throws IOException {
        if (!began) {
            begin(parser);
        }
        while (inList || inObject) {
            if (inList && parser.nextToken() != JsonToken.END_ARRAY) {
                index++;
                return BodyText.value(parser);
            }
            inList = false;
            if (inObject) {
                member(parser);
            }
        }
        return null;
    }

    /** Frees the last item. */
    void letGo() {
        last = share.taken() - held;
        share.giveBack(last);
    }

    /** Keeps the last item; returns the bytes that it takes. */
    long keep() {
        last = share.taken() - held;
        held += last;
        return last;
    }

    /** The bytes of the item that was freed or kept last. */
    long last() {
        return last;
    }

    /** Frees items that were kept. */
    void letGo(long bytes) {
        held -= bytes;
        share.giveBack(bytes);
    }

    /** The position of the last item in its list. */
    int index() {
        return index - 1;
    }

    /** The number of lists so far, including that of the last item. */
    int lists() {
        return lists;
    }

    /** The body without its list; null for an empty body or a list alone. */
    @Nullable
    JsonNode rest() {
        return whole == null && form.member() != null && began ? JsonNode.createObjectNode(members) : whole;
    }

    /** True if there is a list that counts. */
    boolean hasList() {
        String member = form.member();
        return lists > 0 && (member == null || !members.containsKey(member));
    }

    private void begin(JsonParser parser) throws IOException {
        began = true;
        if (form.member() == null && parser.currentToken() == JsonToken.START_ARRAY) {
            list(parser);
        } else if (form.member() != null && parser.currentToken() == JsonToken.START_OBJECT) {
            inObject = true;
        } else {
            whole = BodyText.value(parser);
        }
    }

    private void member(JsonParser parser) throws IOException {
        if (parser.nextToken() == JsonToken.END_OBJECT) {
            inObject = false;
            return;
        }
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals(form.member()) && value == JsonToken.START_ARRAY) {
            members.remove(name);
            list(parser);
        } else if (form.hasMember(name)) {
            members.put(name, BodyText.value(parser));
            keep();
        } else {
            skip(parser);
        }
    }

    /** Skips the value at which the parser is, without holding it. */
    private void skip(JsonParser parser) throws IOException {
        int open = parser.currentToken().isStructStart() ? 1 : 0;
        letGo();
        while (open > 0) {
            JsonToken token = parser.nextToken();
            open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            letGo();
        }
    }

    private void list(JsonParser parser) throws IOException {
        lists++;
        index = 0;
        if (which == ANY || which == lists) {
            inList = true;
        } else {
            skip(parser);
        }
    }
}
