package io.bascule.sandbox.world;

import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The TCP ports of a world, all of them on 127.0.0.1. */
public final class Ports {

    /** What a port is for; in this order from the base on when a base is named. */
    public enum Use {
        FRONT_DOOR("the front door, where clients reach the database"),
        FRANKFURT("PostgreSQL at frankfurt itself"),
        PARIS("PostgreSQL at paris itself"),
        FRANKFURT_REPLICATION("what streams from frankfurt"),
        PARIS_REPLICATION("what streams from paris"),
        BROKER("the broker"),
        BROKER_CONTROLLER("the broker's controller"),
        OBJECT_STORE("the object store, S3 over HTTP"),
        OBJECT_STORE_TLS("the object store over TLS"),
        WEBHOOK("a receiver of notifications"),
        COORDINATOR("failover-coordinator"),
        EXECUTOR_FRANKFURT("the executor at frankfurt"),
        EXECUTOR_PARIS("the executor at paris"),
        MONITOR("replication-monitor"),
        BACKUP("backup-service"),
        NOTIFICATION("notification-service"),
        REPORTING("the console and its REST gateway"),
        FRANKFURT_SITE("frankfurt's PostgreSQL, as the other places reach it"),
        PARIS_SITE("paris's PostgreSQL, as the other places reach it"),
        BROKER_FOR_FRANKFURT("the broker's listener for frankfurt"),
        BROKER_FOR_PARIS("the broker's listener for paris"),
        FRANKFURT_TO_BROKER("the broker, as frankfurt's executor reaches it"),
        PARIS_TO_BROKER("the broker, as paris's executor reaches it");

        private final String meaning;

        Use(String meaning) {
            this.meaning = meaning;
        }

        /** What it is for, in words. */
        String meaning() {
            return meaning;
        }
    }

    /** The first port of a lasting world, unless another is named. */
    public static final int LASTING_BASE = 20_800;

    /** Its console's port, unless another is named. */
    public static final int CONSOLE = 8080;

    private static final String KEPT_BASE = "base";
    private static final String KEPT_CONSOLE = "console";

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

    /**
     * The ports of a lasting world: those it had, unless others are named.
     *
     * @param kept what {@link #kept} gave
     * @throws SandboxException if one of them is taken
     */
    static Ports lasting(
            Map<String, String> kept, @Nullable Integer base, @Nullable Integer console) {
        int first = base == null ? kept(kept, KEPT_BASE, LASTING_BASE) : base;
        int pages = console == null ? kept(kept, KEPT_CONSOLE, CONSOLE) : console;
        var ports = new EnumMap<Use, Integer>(Use.class);
        int next = first;
        for (var use : Use.values()) {
            int port = use == Use.REPORTING ? pages : next++;
            if (!isFree(port)) {
                throw new SandboxException(
                        Cause.WORLD,
                        use == Use.REPORTING
                                ? "Expected port %d (the console) to be free, but something listens on it; choose another by --console-port"
                                        .formatted(port)
                                : "Expected port %d (%s) to be free, but something listens on it; choose another --port-base"
                                        .formatted(port, use));
            }
            if (ports.containsValue(port)) {
                throw new SandboxException(
                        Cause.WORLD,
                        "Expected a --console-port outside of %d to %d, which are for the rest, but found %d"
                                .formatted(first, first + Use.values().length - 1, port));
            }
            ports.put(use, port);
        }
        return new Ports(ports);
    }

    /** What a lasting world keeps of them. */
    Map<String, String> kept() {
        return Map.of(
                KEPT_BASE, Integer.toString(of(Use.FRONT_DOOR)),
                KEPT_CONSOLE, Integer.toString(of(Use.REPORTING)));
    }

    private static int kept(Map<String, String> kept, String name, int otherwise) {
        var value = kept.get(name);
        try {
            return value == null ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new SandboxException(
                    Cause.WORLD,
                    "Expected a port as '%s' in ports.properties, but found '%s'; name it by an option"
                            .formatted(name, value),
                    e);
        }
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
