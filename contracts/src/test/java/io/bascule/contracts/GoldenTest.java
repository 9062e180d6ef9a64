package io.bascule.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.bascule.contracts.event.Event;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form of every event, held fast: its schema is generated from its record, and its golden
 * sample, written when the version was released, is never edited.
 */
class GoldenTest {

    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    static List<Class<? extends Event>> events() {
        return EventTypes.all();
    }

    @ParameterizedTest
    @MethodSource("events")
    void theSchemaSaysWhatTheRecordSays(Class<? extends Event> event) throws IOException {
        Generated.check(Generated.schemaOf(event), Generated.pretty(EventSchema.of(event)));
    }

    @ParameterizedTest
    @MethodSource("events")
    void theSampleIsReadAndWrittenBackTheSame(Class<? extends Event> event) {
        var sample = Generated.golden(event);

        var read = EventJson.read(bytes(sample), event);

        assertThat(EventJson.mapper().readTree(EventJson.write(read))).isEqualTo(sample);
    }

    @ParameterizedTest
    @MethodSource("events")
    void theSampleFulfilsItsSchema(Class<? extends Event> event) {
        assertThat(errors(event, Generated.golden(event).toString())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("events")
    void theSampleShowsEveryField(Class<? extends Event> event) {
        var shown = Generated.golden(event);

        for (RecordComponent component : event.getRecordComponents()) {
            assertThat(shown.has(component.getName())).as(component.getName()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void aMissingFieldIsNamedUnlessItIsOptional(Class<? extends Event> event) {
        for (RecordComponent component : event.getRecordComponents()) {
            var without = (ObjectNode) Generated.golden(event).deepCopy();
            without.remove(component.getName());
            if (EventSchema.isNullable(component)) {
                assertThat(errors(event, without.toString())).isEmpty();
                EventJson.read(bytes(without), event);
            } else {
                assertThat(errors(event, without.toString()))
                        .singleElement()
                        .asString()
                        .contains(component.getName());
                if (!component.getType().isPrimitive()) {
                    assertThatThrownBy(() -> EventJson.read(bytes(without), event))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("'" + component.getName() + "'");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void aFieldThatIsNotKnownYetDisturbsNobody(Class<? extends Event> event) {
        var more = (ObjectNode) Generated.golden(event).deepCopy();
        more.put("aFieldOfTomorrow", 1);

        assertThat(errors(event, more.toString())).isEmpty();
        assertThat(EventJson.read(bytes(more), event))
                .isEqualTo(EventJson.read(bytes(Generated.golden(event)), event));
    }

    @Test
    void noSchemaAndNoSampleIsLeftOver() throws IOException {
        var expected = events().stream().map(Generated::fileName).collect(Collectors.toSet());

        assertThat(Generated.namesIn(Generated.SCHEMAS)).isEqualTo(expected);
        assertThat(Generated.namesIn(Generated.GOLDEN)).isEqualTo(expected);
    }

    private static List<String> errors(Class<? extends Event> event, String data) {
        var schema = SCHEMAS.getSchema(EventSchema.of(event));
        return schema
                .validate(
                        data,
                        InputFormat.JSON,
                        context ->
                                context.executionConfig(
                                        config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static byte[] bytes(Object json) {
        return EventJson.mapper().writeValueAsBytes(json);
    }
}
