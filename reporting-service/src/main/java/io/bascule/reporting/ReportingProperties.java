package io.bascule.reporting;

import io.bascule.contracts.plan.SecretRef;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of this service; {@code application.yml} documents each.
 *
 * @param dataDir folder of the embedded database
 * @param quiet runs are measured when no fact has arrived for this long; 10 ms to 10 s
 * @param readinessEvery how often readiness is compared; 1 s to 1 min
 * @param access who may ask over HTTP; empty for everybody on this machine; at most {@value
 *     #MOST_TOKENS}
 * @param streams pages of the console that may be open at once; 1 to 1,000
 * @param heartbeat an open page hears something this often at least; 100 ms to 1 min
 */
@ConfigurationProperties("bascule.reporting")
public record ReportingProperties(
        @DefaultValue("./data/reporting") String dataDir,
        @DefaultValue("200ms") Duration quiet,
        @DefaultValue("5s") Duration readinessEvery,
        @DefaultValue List<Access> access,
        @DefaultValue("50") int streams,
        @DefaultValue("5s") Duration heartbeat) {

    private static final int MOST_TOKENS = 1_000;

    /** What a token may be used for. */
    public enum Right {
        /** Requests, such as a failover. */
        REQUEST,
        /** A person's GO or NO-GO. */
        APPROVE,
        /** Plans. */
        PLAN;

        /** As it is written in the configuration. */
        public String written() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An access token.
     *
     * @param name whose it is: a person's or a machine's, as it will be on record; at most 32
     *     characters
     * @param token where the token is found, {@code env:NAME} or {@code file:PATH}
     * @param may what it may be used for
     */
    public record Access(String name, SecretRef token, @DefaultValue Set<Right> may) {

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,31}");

        public Access {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "Expected bascule.reporting.access.name of 1 to 32 letters, digits, dots, dashes, underscores or @, but found '"
                                + name
                                + "'");
            }
            if (may.isEmpty()) {
                throw new IllegalArgumentException(
                        "Expected bascule.reporting.access.may of '"
                                + name
                                + "' to hold request, approve or plan, but it is empty");
            }
            may = Set.copyOf(may);
        }
    }

    public ReportingProperties {
        within("quiet", quiet, Duration.ofMillis(10), Duration.ofSeconds(10));
        within("readiness-every", readinessEvery, Duration.ofSeconds(1), Duration.ofMinutes(1));
        access = List.copyOf(access);
        long names = access.stream().map(Access::name).distinct().count();
        if (names < access.size() || access.size() > MOST_TOKENS) {
            throw new IllegalArgumentException(
                    "Expected at most "
                            + MOST_TOKENS
                            + " entries in bascule.reporting.access, each of another name, but found "
                            + access.size()
                            + " of "
                            + names
                            + " names");
        }
        within("heartbeat", heartbeat, Duration.ofMillis(100), Duration.ofMinutes(1));
        if (streams < 1 || streams > 1_000) {
            throw new IllegalArgumentException(
                    "Expected bascule.reporting.streams from 1 to 1000, but found " + streams);
        }
    }

    private static void within(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "Expected bascule.reporting."
                            + key
                            + " from "
                            + least
                            + " to "
                            + most
                            + ", but found "
                            + value);
        }
    }
}
