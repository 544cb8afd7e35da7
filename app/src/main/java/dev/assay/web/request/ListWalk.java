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
 * A walk through a body whose one list is given item by item; of the rest is held what the body's form has. When a list comes more
 * than once, the last one counts (CONV-08).
 */
final class ListWalk {
    /** Gives the items of every list. */
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
     * @param which the items of this list are given, the others passed over
     * @param share of the budget, for what is held; the item that was given is held until {@link #letGo}
     */
    ListWalk(LongBody form, int which, BodyBudget.Share share) {
        this.form = form;
        this.which = which;
        this.share = share;
        this.held = share.taken();
    }

    /** The next item, null when the body is read. The parser stands before the body at first. */
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

    /** The item that was given last is not needed any more. */
    void letGo() {
        last = share.taken() - held;
        share.giveBack(last);
    }

    /** The item that was given last is held on; the bytes that it takes. */
    long keep() {
        last = share.taken() - held;
        held += last;
        return last;
    }

    /** The bytes that the item took which was let go or kept last. */
    long last() {
        return last;
    }

    /** Items that were held are not needed any more. */
    void letGo(long bytes) {
        held -= bytes;
        share.giveBack(bytes);
    }

    /** The position in its list of the item that was given last. */
    int index() {
        return index - 1;
    }

    /** How many lists there were, with that of the item that was given last. */
    int lists() {
        return lists;
    }

    /** What the body has but its list; null for an empty body or a list alone. */
    @Nullable
    JsonNode rest() {
        return whole == null && form.member() != null && began ? JsonNode.createObjectNode(members) : whole;
    }

    /** Whether there is a list that counts. */
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

    /** Holds nothing of the value before which the parser stands. */
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
