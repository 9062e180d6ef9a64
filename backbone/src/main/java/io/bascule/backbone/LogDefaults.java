package io.bascule.backbone;

import java.io.Console;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * How every service logs unless something else is configured: JSON for machines, text for a person
 * at a terminal. Both show the fields of a line and of its {@link LogContext}.
 */
public final class LogDefaults implements EnvironmentPostProcessor, Ordered {

    private static final String KEY = "bascule.log-format";

    private static final String TEXT =
            "%d{HH:mm:ss.SSS} %clr(%5p) %clr(%-32.32logger{31}){cyan} %m %clr(%kvp %mdc){faint}%n%wEx";

    /** After the configuration was read, so that it can be asked. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        String format = environment.getProperty(KEY, "auto");
        boolean json =
                switch (format) {
                    case "json" -> true;
                    case "text" -> false;
                    case "auto" -> !isTerminal();
                    default ->
                            throw new IllegalArgumentException(
                                    "Expected " + KEY + " json, text or auto, but found " + format);
                };
        Map<String, Object> defaults =
                json
                        ? Map.of("logging.structured.format.console", JsonLogFormat.class.getName())
                        : Map.of("logging.pattern.console", TEXT);
        environment.getPropertySources().addLast(new MapPropertySource("basculeLog", defaults));
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }
}
