package io.bascule.sandbox.world;

import io.bascule.contracts.plan.PlanReader;
import io.bascule.contracts.plan.PlanReading;
import io.bascule.sandbox.world.Ports.Use;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The plan of the world: a text that a person can change, and what only the world knows. */
public final class DemoPlan {

    private static final String RESOURCE = "/io/bascule/sandbox/demo-plan.yaml";

    private DemoPlan() {}

    /** The text as it is shipped, with its placeholders. */
    public static String text() {
        try (var in = DemoPlan.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("Expected the resource " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a plan, its placeholders filled in. */
    public static PlanReading read(String name, String text, Map<String, String> values) {
        return PlanReader.read(name, filled(text, values));
    }

    /** Values that only serve to check the form of a plan outside of a world. */
    public static Map<String, String> sampleValues() {
        var values = new LinkedHashMap<String, String>();
        values.put("port.front-door", "15432");
        values.put("port.frankfurt", "15433");
        values.put("port.paris", "15434");
        values.put("port.frankfurt-replication", "15435");
        values.put("port.paris-replication", "15436");
        values.put("router.control", "/run/haproxy/admin.sock");
        return values;
    }

    static Map<String, String> values(WorldFolder sockets, Roads roads) {
        var values = new LinkedHashMap<String, String>();
        values.put("port.front-door", Integer.toString(roads.ports().of(Use.FRONT_DOOR)));
        for (var site : List.of(World.FRANKFURT, World.PARIS)) {
            values.put("port." + site, Integer.toString(roads.databaseAt(site)));
            values.put(
                    "port." + site + "-replication", Integer.toString(roads.replicationFrom(site)));
        }
        values.put("router.control", Router.controlSocket(sockets).toString());
        return values;
    }

    /** The text with its placeholders filled in, as far as there are values for them. */
    public static String filled(String text, Map<String, String> values) {
        var filled = text;
        for (var value : values.entrySet()) {
            filled = filled.replace("${" + value.getKey() + "}", value.getValue());
        }
        return filled;
    }
}
