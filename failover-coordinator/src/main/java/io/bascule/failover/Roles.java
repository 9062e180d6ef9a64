package io.bascule.failover;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.env.Environment;

/**
 * What this process is there for: {@code bascule.coordinator.roles} names one role or both. Beans
 * of a role that is not named do not exist ({@link RoleGate}), so an executor starts no stream and
 * a brain needs no database password.
 */
public enum Roles {
    /** Folds facts, decides, commands. */
    BRAIN,
    /** Makes commanded steps true at its place. */
    EXECUTOR;

    /** The property that names the roles, separated by commas. */
    public static final String PROPERTY = "bascule.coordinator.roles";

    /**
     * The roles an environment names.
     *
     * @throws IllegalArgumentException if it names none, or one that does not exist
     */
    public static Set<Roles> of(Environment environment) {
        String text = environment.getProperty(PROPERTY, "").strip();
        var roles = EnumSet.noneOf(Roles.class);
        for (String name : text.split(",", -1)) {
            roles.add(parse(name.strip(), text));
        }
        return roles;
    }

    private static Roles parse(String name, String text) {
        return Arrays.stream(values())
                .filter(role -> role.lowerCase().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "Expected "
                                        + PROPERTY
                                        + " to name some of "
                                        + Arrays.stream(values())
                                                .map(Roles::lowerCase)
                                                .collect(Collectors.joining(", "))
                                        + ", but found '"
                                        + text
                                        + "'"));
    }

    private String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
