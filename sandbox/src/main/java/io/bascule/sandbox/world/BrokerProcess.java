package io.bascule.sandbox.world;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * The broker's process: formats its storage, then is the broker. One JVM instead of two.
 *
 * <p>Arguments: the configuration file, the cluster id.
 */
final class BrokerProcess {

    private BrokerProcess() {}

    public static void main(String[] args) {
        var said = new ByteArrayOutputStream();
        int exit =
                StorageTool.execute(
                        new String[] {"format", "-t", args[1], "-c", args[0]},
                        new PrintStream(said, true, StandardCharsets.UTF_8));
        if (exit != 0) {
            System.err.println(said.toString(StandardCharsets.UTF_8));
            System.exit(exit);
        }
        Kafka.main(new String[] {args[0]});
    }
}
