package io.bascule.sandbox.world;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * The broker's process: formats its storage if that was not done, then is the broker. One JVM
 * instead of two.
 *
 * <p>Arguments: the configuration file, the cluster id, the folder of the storage.
 */
final class BrokerProcess {

    private BrokerProcess() {}

    public static void main(String[] args) {
        // Formatting writes this file last, so that one that was cut off is done again.
        if (!Files.exists(Path.of(args[2], "meta.properties"))) {
            format(args[0], args[1]);
        }
        Kafka.main(new String[] {args[0]});
    }

    private static void format(String config, String clusterId) {
        var said = new ByteArrayOutputStream();
        int exit =
                StorageTool.execute(
                        new String[] {"format", "-t", clusterId, "-c", config},
                        new PrintStream(said, true, StandardCharsets.UTF_8));
        if (exit != 0) {
            System.err.println(said.toString(StandardCharsets.UTF_8));
            System.exit(exit);
        }
    }
}
