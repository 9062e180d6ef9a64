package io.bascule.reporting.gateway;

import io.bascule.backbone.Secrets;
import io.bascule.reporting.ReportingProperties;
import io.bascule.reporting.ReportingProperties.Right;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Who may ask. With tokens in the configuration a caller is whoever its token belongs to; without
 * any, everybody who reaches this machine's loopback address. In both cases no web page may ask in
 * the name of a person who only looks at it.
 */
@Component
final class Access {

    private static final String BEARER = "Bearer ";
    private static final int LEAST_CHARACTERS = 16;

    private final List<Known> tokens;
    private final boolean loopbackOnly;
    private final String address;

    private record Known(String name, String digest, Set<Right> may) {}

    /**
     * A caller that was let in.
     *
     * @param name whose token it was; null where nobody is asked for one
     */
    record Caller(@Nullable String name) {

        /** The person that is on record: the token's, whatever the body says. */
        @Nullable String orElse(@Nullable String said) {
            return name == null ? said : name;
        }
    }

    Access(ReportingProperties properties, @Value("${server.address:}") String address) {
        this.tokens = properties.access().stream().map(Access::known).toList();
        this.address = address;
        this.loopbackOnly = isLoopback(address);
    }

    private static Known known(ReportingProperties.Access access) {
        String token = Secrets.resolve(access.token());
        if (token.length() < LEAST_CHARACTERS) {
            throw new IllegalStateException(
                    "Expected an access token of at least "
                            + LEAST_CHARACTERS
                            + " characters at "
                            + access.token()
                            + ", but it has "
                            + token.length()
                            + "; make a longer one, such as by openssl rand -hex 32");
        }
        return new Known(access.name(), digest(token), access.may());
    }

    private static boolean isLoopback(String address) {
        try {
            return !address.isBlank() && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(
                    "Expected server.address to be an address of this machine, but found '"
                            + address
                            + "'",
                    e);
        }
    }

    /**
     * Lets a caller in.
     *
     * @throws GatewayException 401 or 403, if it may not ask
     */
    Caller admit(HttpServletRequest call, Right right) {
        refuseForeignPages(call);
        if (tokens.isEmpty()) {
            if (!loopbackOnly) {
                throw new GatewayException(
                        HttpStatus.FORBIDDEN,
                        "Expected access tokens, because this service listens on "
                                + (address.isBlank() ? "every address" : address)
                                + ", but none is configured; set bascule.reporting.access or server.address to 127.0.0.1");
            }
            return new Caller(null);
        }
        var header = call.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new GatewayException(
                    HttpStatus.UNAUTHORIZED,
                    "Expected a header 'Authorization: Bearer <token>', but found none; ask whoever runs this service for a token");
        }
        var who = whose(header.substring(BEARER.length()).strip());
        if (!who.may().contains(right)) {
            throw new GatewayException(
                    HttpStatus.FORBIDDEN,
                    "Expected a token that may "
                            + right.written()
                            + ", but that of '"
                            + who.name()
                            + "' may only "
                            + String.join(", ", who.may().stream().map(Right::written).toList()));
        }
        return new Caller(who.name());
    }

    /** Every token is compared, each in constant time. */
    private Known whose(String token) {
        byte[] digest = ascii(digest(token));
        @Nullable Known found = null;
        for (var known : tokens) {
            if (MessageDigest.isEqual(ascii(known.digest()), digest)) {
                found = known;
            }
        }
        if (found == null) {
            throw new GatewayException(
                    HttpStatus.UNAUTHORIZED,
                    "Expected a token that is known here, but found another; ask whoever runs this service for one");
        }
        return found;
    }

    private void refuseForeignPages(HttpServletRequest call) {
        var host = String.valueOf(call.getHeader("Host"));
        var origin = call.getHeader("Origin");
        if (origin != null && !authority(origin).equalsIgnoreCase(host)) {
            throw foreign("the page at '" + origin + "' sent it");
        }
        var site = call.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw foreign("a page of another origin sent it (" + site + ")");
        }
        // A foreign name that was made to lead to this machine (DNS rebinding).
        if (tokens.isEmpty() && loopbackOnly && !isLoopbackName(host)) {
            throw foreign("it was sent to '" + host + "', which is no name of the loopback");
        }
    }

    private static GatewayException foreign(String found) {
        return new GatewayException(
                HttpStatus.FORBIDDEN,
                "Expected a call by a program or by this service's own pages, but " + found);
    }

    private static String authority(String origin) {
        int scheme = origin.indexOf("://");
        String authority = scheme < 0 ? origin : origin.substring(scheme + 3);
        String standard = origin.startsWith("https://") ? ":443" : ":80";
        return authority.endsWith(standard)
                ? authority.substring(0, authority.length() - standard.length())
                : authority;
    }

    private static boolean isLoopbackName(String host) {
        String name = host.startsWith("[") ? host : host.replaceFirst(":\\d*$", "");
        return name.equalsIgnoreCase("localhost")
                || name.matches("127(\\.\\d{1,3}){3}")
                || name.matches("\\[::1](:\\d*)?");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String digest(String token) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected SHA-256 in every Java runtime", e);
        }
    }
}
