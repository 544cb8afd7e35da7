package dev.assay.contract;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A difference that clients of Test Observer cannot notice, or that the contract asks for. No other is accepted. */
enum AcceptedDifference {
    /** A query cannot contain null; a parameter that may be null may be absent. */
    NO_NULL_IN_A_QUERY {
        @Override
        Fact without(Fact theirs, Fact ours) {
            if (!theirs.place().startsWith("query ")) {
                return ours;
            }
            return theirs.types().contains("null") ? with(ours, "null") : withoutType(ours, "null");
        }
    },

    /**
     * A parameter that is absent and has no default means the same as an empty list, and in a query the same as an empty text
     * (CONV-12, CONV-30).
     */
    ABSENT_IS_EMPTY {
        @Override
        Fact without(Fact theirs, Fact ours) {
            boolean open = theirs.isOfRequest() && !theirs.isRequired() && !hasDefault(theirs);
            Fact list = open ? unmarked(unmarked(ours, "default []"), "default {}") : ours;
            return open && ours.isParameter() ? unmarked(list, "default \"\"") : list;
        }
    },

    /** From the first day of year 1 means from the beginning. */
    FROM_THE_BEGINNING {
        @Override
        Fact without(Fact theirs, Fact ours) {
            boolean ever = theirs.isParameter() && theirs.marks().contains("default \"0001-01-01T00:00:00\"");
            return ever && !hasDefault(ours) ? ours.with(ours.types(), theirs.marks()) : ours;
        }
    },

    /** They describe that it may be null, but the database has no null in it (TC-02). */
    TEMPLATE_IS_TEXT {
        @Override
        Fact without(Fact theirs, Fact ours) {
            return theirs.place().equals("200.test_cases[].template_id") ? with(ours, "null") : ours;
        }
    },

    /** We accept more values of an enumeration than they do: more families, and their stages. */
    MORE_WORDS_TAKEN {
        @Override
        Fact without(Fact theirs, Fact ours) {
            return theirs.isOfRequest() ? withoutOtherWords(theirs, ours) : ours;
        }
    },

    /** Our responses may contain families of ours and their stages. */
    MORE_FAMILIES_ANSWERED {
        @Override
        Fact without(Fact theirs, Fact ours) {
            boolean has = Set.of("family", "families", "stage").contains(theirs.member());
            return has && !theirs.isOfRequest() ? withoutOtherWords(theirs, ours) : ours;
        }
    },

    /** A list of any texts may also be a list of {@code any} or {@code none}. */
    WORDS_ARE_TEXTS {
        @Override
        Fact without(Fact theirs, Fact ours) {
            Set<String> types = new LinkedHashSet<>(ours.types());
            if (types.contains("string[]")) {
                theirs.types().stream()
                        .filter(type -> type.matches("\"\\w+\"\\[]"))
                        .forEach(types::add);
            }
            return ours.with(types, ours.marks());
        }
    },

    /** Stored values have a longest length or a range, which they only find out from the database, with an error 500 (CONV-19, DM). */
    STORED_LIMITS {
        @Override
        Fact without(Fact theirs, Fact ours) {
            return theirs.isOfRequest() ? types(ours, type -> unlimited(theirs, type)) : ours;
        }

        private String unlimited(Fact theirs, String type) {
            String whole = type.replace("-2147483648..2147483647", "")
                    .replace("..2147483647", "..")
                    .replace("()", "");
            String unlimited = LENGTH.matcher(whole).replaceAll("");
            String longLink = "string(uri, 1..2083)";
            if (theirs.types().contains(longLink) && whole.matches("string\\(uri, 1\\.\\.200\\)")) {
                return longLink;
            }
            return theirs.types().contains(unlimited) ? unlimited : whole;
        }
    },

    /** They describe a link but accept any text (TE-START-21); we store up to 200 characters. */
    ANY_TEXT_AS_LINK {
        @Override
        Fact without(Fact theirs, Fact ours) {
            boolean loose = theirs.operation().matches("PUT /v1/test-executions/(start|end)-test")
                    && Set.of("ci_link", "c3_link").contains(theirs.member());
            return loose
                    ? types(ours, type -> type.matches("string\\(uri(, \\.\\.200)?\\)") ? "string(uri, 1..2083)" : type)
                    : ours;
        }
    },

    /** They describe the family of an image as optional, but refuse a start-test without it (TE-START-01). */
    FAMILY_IS_NEEDED {
        @Override
        Fact without(Fact theirs, Fact ours) {
            return theirs.place().equals("body(image).family") && ours.isRequired()
                    ? ours.with(ours.types(), theirs.marks())
                    : ours;
        }
    },

    /** We limit the length of a list so that it fits into memory. */
    LONGEST_LIST {
        @Override
        Fact without(Fact theirs, Fact ours) {
            return theirs.isOfRequest()
                    ? types(ours, type -> type.replaceAll("^(array|\\w+\\[])\\(\\.\\.10+\\)$", "$1"))
                    : ours;
        }
    },

    /** In our responses every member is present, so a default means nothing (CONV-05). */
    ALWAYS_PRESENT {
        @Override
        Fact without(Fact theirs, Fact ours) {
            boolean more = !theirs.isOfRequest() && ours.isRequired() && !theirs.isRequired();
            return more ? ours.with(ours.types(), theirs.marks()) : ours;
        }
    },

    /** They do not describe null here, but accept it if the older name is given (TR-FILT-02). */
    NULL_BESIDE_THE_OLDER_NAME {
        @Override
        Fact without(Fact theirs, Fact ours) {
            boolean reviewers = theirs.isOfRequest() && theirs.place().endsWith("_filters.reviewer_ids");
            return reviewers ? withoutType(ours, "null") : ours;
        }
    },

    /** With them a negative number of rows is an error 500 or works by accident (RR-27, TR-FILT-04). */
    NO_NEGATIVE_PAGE {
        @Override
        Fact without(Fact theirs, Fact ours) {
            boolean page = theirs.isOfRequest()
                    && theirs.place().matches(".*\\b(limit|offset)")
                    && theirs.types().contains("integer");
            return page
                    ? types(ours, type -> type.matches("integer\\(0\\.\\.(2147483647)?\\)") ? "integer" : type)
                    : ours;
        }
    },

    /** We may describe successful responses that they do not describe (SVC-22). */
    UNDESCRIBED_ANSWER {
        @Override
        Fact without(Fact theirs, Fact ours) {
            boolean any = theirs.types().equals(Set.of("any")) || theirs.types().equals(Set.of("nothing"));
            return theirs.place().equals("200") && any ? theirs : ours;
        }
    },

    /** They describe a map of texts, but always answer the one text called status (SVC-10, SVC-11). */
    NAMED_TEXT {
        @Override
        Fact without(Fact theirs, Fact ours) {
            boolean health = theirs.operation().matches("GET /health/(live|ready)")
                    && theirs.place().equals("200");
            return health ? types(ours, type -> type.equals("object") ? "string{}" : type) : ours;
        }
    },

    /** Parameters that they read by mistake instead of the body (ISS-14, I2); we accept any text and ignore it. */
    IGNORED_PARAMETERS {
        @Override
        Fact without(Fact theirs, Fact ours) {
            boolean mistaken = theirs.operation().equals("PATCH /v1/issues/{issue_id}")
                    && theirs.place().startsWith("query ");
            return mistaken && ours.marks().contains("deprecated") ? theirs : ours;
        }
    },

    /** If fields do not fit together, both answer 422 with a sentence, which they do not describe (ERR-01). */
    SENTENCE_INSTEAD_OF_MISTAKES {
        @Override
        Fact without(Fact theirs, Fact ours) {
            return theirs.place().equals("422.detail") ? withoutType(ours, "string") : ours;
        }
    };

    private static final Pattern LENGTH = Pattern.compile("\\(\\.\\.[12]00\\)");

    /** Our fact without this difference to theirs; the same fact if it does not have the difference. */
    abstract Fact without(Fact theirs, Fact ours);

    private static boolean hasDefault(Fact fact) {
        return fact.marks().stream().anyMatch(mark -> mark.startsWith("default "));
    }

    private static Fact withoutOtherWords(Fact theirs, Fact ours) {
        Set<String> types = new LinkedHashSet<>(ours.types());
        if (theirs.types().stream().anyMatch(AcceptedDifference::isWord)) {
            types.removeIf(type -> isWord(type) && !theirs.types().contains(type));
        }
        return ours.with(types, ours.marks());
    }

    private static boolean isWord(String type) {
        return type.matches("\"[^\"]*\"");
    }

    private static Fact with(Fact fact, String type) {
        Set<String> types = new LinkedHashSet<>(fact.types());
        types.add(type);
        return fact.with(types, fact.marks());
    }

    private static Fact withoutType(Fact fact, String type) {
        Set<String> types = new LinkedHashSet<>(fact.types());
        types.remove(type);
        return fact.with(types, fact.marks());
    }

    private static Fact unmarked(Fact fact, String mark) {
        Set<String> marks = new LinkedHashSet<>(fact.marks());
        marks.remove(mark);
        return fact.with(fact.types(), marks);
    }

    private static Fact types(Fact fact, UnaryOperator<String> change) {
        Set<String> types = new LinkedHashSet<>();
        fact.types().forEach(type -> types.add(change.apply(type)));
        return fact.with(types, fact.marks());
    }
}
