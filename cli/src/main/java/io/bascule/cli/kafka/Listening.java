package io.bascule.cli.kafka;

import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.apache.kafka.clients.ClientDnsLookup;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.common.config.ConfigException;

/**
 * Whether anybody listens where the brokers are said to be. Kafka's client tries again without a
 * word until its time is over; a person is told at once.
 */
final class Listening {

    private static final int WITHIN_MILLIS = 3_000;

    private Listening() {}

    /**
     * Looks.
     *
     * @throws TalkException if it is no list of addresses, or nobody takes a connection at any of
     *     them within 3 s each
     */
    static void mustBe(String bootstrapServers) {
        for (var address : addresses(bootstrapServers)) {
            try (var socket = new Socket()) {
                socket.connect(address, WITHIN_MILLIS);
                return;
            } catch (IOException _) {
                // The next one may; if none does, it is said below.
            }
        }
        throw new TalkException(
                Kind.NOT_CONNECTED,
                "Expected a broker at "
                        + bootstrapServers
                        + ", but nobody listens there; check --bootstrap-servers, or start a sandbox by: bascule up");
    }

    private static List<InetSocketAddress> addresses(String bootstrapServers) {
        try {
            return ClientUtils.parseAndValidateAddresses(
                    List.of(bootstrapServers.split("\\s*,\\s*")), ClientDnsLookup.USE_ALL_DNS_IPS);
        } catch (ConfigException e) {
            throw TopicLog.refused(bootstrapServers, e);
        }
    }
}
