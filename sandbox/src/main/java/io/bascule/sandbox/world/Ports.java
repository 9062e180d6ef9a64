package io.bascule.sandbox.world;

import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;

/** The TCP ports of a world, all of them on 127.0.0.1. */
public final class Ports {

    /** What a port is for; in this order from the base on when a base is named. */
    public enum Use {
        FRONT_DOOR,
        FRANKFURT,
        PARIS,
        FRANKFURT_REPLICATION,
        PARIS_REPLICATION,
        BROKER,
        BROKER_CONTROLLER,
        OBJECT_STORE,
        OBJECT_STORE_TLS,
        WEBHOOK,
        COORDINATOR,
        EXECUTOR_FRANKFURT,
        EXECUTOR_PARIS,
        MONITOR,
        BACKUP,
        NOTIFICATION,
        REPORTING
    }

    // Below the range from which the kernel takes ports for outgoing connections: a port that is
    // found free must not be taken by a client's socket a moment later.
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 2_000;

    private final Map<Use, Integer> ports;

    private Ports(Map<Use, Integer> ports) {
        this.ports = ports;
    }

    /** Ports that are free now. */
    static Ports random() {
        var random = new SecureRandom();
        var found = new EnumMap<Use, Integer>(Use.class);
        for (int attempt = 0; attempt < ATTEMPTS && found.size() < Use.values().length; attempt++) {
            int port = random.nextInt(LOWEST, HIGHEST);
            if (!found.containsValue(port) && isFree(port)) {
                found.put(Use.values()[found.size()], port);
            }
        }
        if (found.size() < Use.values().length) {
            throw new SandboxException(
                    Cause.WORLD,
                    "Expected "
                            + Use.values().length
                            + " free ports between "
                            + LOWEST
                            + " and "
                            + HIGHEST
                            + ", but found "
                            + found.size());
        }
        return new Ports(found);
    }

    /**
     * The ports from a base on.
     *
     * @throws SandboxException if one of them is taken
     */
    static Ports from(int base) {
        var ports = new EnumMap<Use, Integer>(Use.class);
        for (var use : Use.values()) {
            int port = base + ports.size();
            if (!isFree(port)) {
                throw new SandboxException(
                        Cause.WORLD,
                        "Expected port %d (%s) to be free, but something listens on it; choose another --port-base or leave it out"
                                .formatted(port, use));
            }
            ports.put(use, port);
        }
        return new Ports(ports);
    }

    /** The port for a use. */
    public int of(Use use) {
        return java.util.Objects.requireNonNull(ports.get(use));
    }

    /** Those that somebody listens on. */
    Map<Use, Integer> taken() {
        var taken = new EnumMap<Use, Integer>(Use.class);
        ports.forEach((use, port) -> {
            if (!isFree(port)) {
                taken.put(use, port);
            }
        });
        return taken;
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            // Connections that were closed a moment ago do not make a port taken.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
