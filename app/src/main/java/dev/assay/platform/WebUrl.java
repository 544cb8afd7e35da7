package dev.assay.platform;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an http or https URL as browsers do and returns its normal form (CONV-26). */
public sealed interface WebUrl {

    record Normal(String url) implements WebUrl {}

    record OtherScheme() implements WebUrl {}

    record Broken(String reason) implements WebUrl {}

    /** Scheme and host in lower case, no default port, {@code /} for an empty path, other characters percent-encoded. */
    static WebUrl parse(String text) {
        return Parser.parse(text);
    }

    /** The steps of {@link #parse}. */
    final class Parser {
        private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
        private static final Pattern AUTHORITY =
                Pattern.compile("(?:([^@]*)@)?(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]*)(?::(\\d*))?");
        private static final Pattern FORBIDDEN_IN_HOST = Pattern.compile("[\\x00-\\x20#%/:<>?@\\[\\\\\\]^`{|}]");
        private static final String PATH_ENCODES = "\"#<>?`{}^";
        private static final String QUERY_ENCODES = "\"#<>'";
        private static final String FRAGMENT_ENCODES = "\"<>`";
        private static final String USER_ENCODES = "\"#<>?`{}/:;=@[]^|\\";

        private Parser() {}

        private static WebUrl parse(String raw) {
            String text = raw.strip().replaceAll("[\\t\\n\\r]", "");
            if (text.isEmpty()) {
                return new Broken("input is empty");
            }
            Matcher scheme = SCHEME.matcher(text);
            if (!scheme.matches()) {
                return new Broken("relative URL without a base");
            }
            String name = scheme.group(1).toLowerCase(Locale.ROOT);
            if (!name.equals("http") && !name.equals("https")) {
                return new OtherScheme();
            }
            String rest = scheme.group(2).replaceFirst("^[/\\\\]*", "");
            int end = firstOf(rest, "/\\?#");
            String tail = rest.substring(end);
            Matcher authority = AUTHORITY.matcher(rest.substring(0, end));
            if (!authority.matches()) {
                return new Broken("invalid authority");
            }
            return assemble(name, authority.group(1), authority.group(2), authority.group(3), tail);
        }

        private static WebUrl assemble(
                String scheme, @Nullable String user, String rawHost, @Nullable String rawPort, String tail) {
            String host = host(rawHost);
            if (host == null) {
                return new Broken(rawHost.isEmpty() ? "empty host" : "invalid international domain name");
            }
            String port = port(scheme, rawPort);
            if (port == null) {
                return new Broken("invalid port number");
            }
            int fragmentAt = tail.indexOf('#');
            String beforeFragment = fragmentAt < 0 ? tail : tail.substring(0, fragmentAt);
            int queryAt = beforeFragment.indexOf('?');
            String path = (queryAt < 0 ? beforeFragment : beforeFragment.substring(0, queryAt)).replace('\\', '/');
            StringBuilder url = new StringBuilder(scheme).append("://");
            if (user != null && !user.isEmpty()) {
                int colon = user.indexOf(':');
                url.append(encode(colon < 0 ? user : user.substring(0, colon), USER_ENCODES));
                if (colon >= 0 && colon < user.length() - 1) {
                    url.append(':').append(encode(user.substring(colon + 1), USER_ENCODES));
                }
                url.append('@');
            }
            url.append(host).append(port).append(path.isEmpty() ? "/" : encode(path, PATH_ENCODES));
            if (queryAt >= 0) {
                url.append('?').append(encode(beforeFragment.substring(queryAt + 1), QUERY_ENCODES));
            }
            if (fragmentAt >= 0) {
                url.append('#').append(encode(tail.substring(fragmentAt + 1), FRAGMENT_ENCODES));
            }
            return new Normal(url.toString());
        }

        private static @Nullable String host(String raw) {
            if (raw.startsWith("[")) {
                return raw.toLowerCase(Locale.ROOT);
            }
            try {
                String host = IDN.toASCII(raw, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
                boolean usable =
                        !host.isEmpty() && !FORBIDDEN_IN_HOST.matcher(host).find();
                return usable ? host : null;
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        private static @Nullable String port(String scheme, @Nullable String raw) {
            if (raw == null || raw.isEmpty()) {
                return "";
            }
            if (raw.length() > 9 || Integer.parseInt(raw) > 65535) {
                return null;
            }
            int port = Integer.parseInt(raw);
            return port == (scheme.equals("http") ? 80 : 443) ? "" : ":" + port;
        }

        private static int firstOf(String text, String stops) {
            for (int i = 0; i < text.length(); i++) {
                if (stops.indexOf(text.charAt(i)) >= 0) {
                    return i;
                }
            }
            return text.length();
        }

        private static String encode(String text, String alsoEncoded) {
            StringBuilder out = new StringBuilder(text.length());
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                int c = b & 0xff;
                if (c <= 0x20 || c >= 0x7f || alsoEncoded.indexOf(c) >= 0) {
                    out.append('%').append(String.format(Locale.ROOT, "%02X", c));
                } else {
                    out.append((char) c);
                }
            }
            return out.toString();
        }
    }
}
