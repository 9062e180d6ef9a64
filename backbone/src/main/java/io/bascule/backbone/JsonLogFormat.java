package io.bascule.backbone;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.logging.structured.StructuredLogFormatter;
import org.springframework.core.env.Environment;

/**
 * One line of JSON for each line of log, with the field names of the Elastic Common Schema, beside
 * {@code place} and whatever the line itself and its {@link LogContext} say.
 *
 * <p>The formats that Spring Boot brings refuse a line whose context and own fields share a name;
 * the line would be lost. Here what the line itself says wins.
 */
public final class JsonLogFormat implements StructuredLogFormatter<ILoggingEvent> {

    private static final JsonWriter<Map<String, Object>> WRITER =
            JsonWriter.<Map<String, Object>>standard().withNewLineAtEnd();

    private final String service;
    private final String place;
    private final long pid = ProcessHandle.current().pid();

    /** To be made by Spring Boot, which knows it by its name. */
    public JsonLogFormat(Environment environment) {
        this.service = environment.getProperty("spring.application.name", "unnamed");
        this.place = environment.getProperty("bascule.place", "witness");
    }

    @Override
    public String format(ILoggingEvent event) {
        var line = new LinkedHashMap<String, Object>();
        line.putAll(event.getMDCPropertyMap());
        var own = event.getKeyValuePairs();
        if (own != null) {
            own.forEach(pair -> line.put(pair.key, plain(pair.value)));
        }
        // These stand first, and nothing takes their place.
        var all = new LinkedHashMap<String, Object>();
        all.put("@timestamp", event.getInstant().toString());
        all.put("log.level", event.getLevel().toString());
        all.put("message", event.getFormattedMessage());
        all.put("service.name", service);
        all.put("place", place);
        line.forEach(all::putIfAbsent);
        all.put("log.logger", event.getLoggerName());
        all.put("process.pid", pid);
        all.put("process.thread.name", event.getThreadName());
        var thrown = event.getThrowableProxy();
        if (thrown != null) {
            all.put("error.type", thrown.getClassName());
            all.put("error.message", String.valueOf(thrown.getMessage()));
            all.put("error.stack_trace", ThrowableProxyUtil.asString(thrown));
        }
        all.put("ecs.version", "8.11");
        return WRITER.writeToString(all);
    }

    private static Object plain(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean ? value : String.valueOf(value);
    }
}
