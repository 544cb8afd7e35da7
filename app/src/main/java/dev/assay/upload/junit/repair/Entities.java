package dev.assay.upload.junit.repair;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of HTML for characters, which tools write into XML although XML does not define them. */
final class Entities {
    /** The names of U+00A0 to U+00FF, in this order. */
    private static final String LATIN =
            "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr"
                    + " deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest"
                    + " Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml"
                    + " ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig"
                    + " agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml"
                    + " eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

    private static final Map<String, String> CHARACTERS = characters();

    private Entities() {}

    /** The character; null if the name is unknown. */
    static @Nullable String character(String name) {
        return CHARACTERS.get(name);
    }

    private static Map<String, String> characters() {
        Map<String, String> characters = new HashMap<>();
        char latin = 0xA0;
        for (String name : LATIN.split(" ")) {
            characters.put(name, String.valueOf(latin++));
        }
        characters.putAll(Map.of(
                "ndash", "\u2013",
                "mdash", "\u2014",
                "lsquo", "\u2018",
                "rsquo", "\u2019",
                "ldquo", "\u201C",
                "rdquo", "\u201D",
                "bull", "\u2022",
                "hellip", "\u2026",
                "euro", "\u20AC",
                "trade", "\u2122"));
        characters.putAll(Map.of(
                "larr", "\u2190",
                "uarr", "\u2191",
                "rarr", "\u2192",
                "darr", "\u2193",
                "ne", "\u2260",
                "le", "\u2264",
                "ge", "\u2265",
                "zwnj", "\u200C",
                "zwj", "\u200D",
                "check", "\u2713"));
        return Map.copyOf(characters);
    }
}
