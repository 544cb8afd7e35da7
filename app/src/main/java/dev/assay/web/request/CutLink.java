package dev.assay.web.request;

import io.micronaut.http.HttpParameters;

/**
 * A link in a query whose own {@code &} was not encoded: what follows it seems to be a parameter of the request.
 */
final class CutLink {
    private CutLink() {}

    /** What to do if the parameter is the rest of the link before it; empty if there is none. */
    static String advice(String unknown, HttpParameters parameters) {
        String link = "";
        for (String name : parameters.names()) {
            if (name.equals(unknown)) {
                break;
            }
            if (isLink(parameters.getFirst(name).orElse(""))) {
                link = name;
            }
        }
        return link.isEmpty() ? "" : "; if it belongs to the link in " + link + ", write each & of that link as %26";
    }

    private static boolean isLink(String value) {
        return value.matches("(?s)[a-zA-Z][a-zA-Z0-9+.-]*://[^?]*\\?.*");
    }
}
