package io.bascule.reporting.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.EventJson;
import io.bascule.contracts.EventTypes;
import io.bascule.contracts.event.ApprovalEvent.ApprovalGiven;
import io.bascule.contracts.event.RequestEvent;
import io.bascule.contracts.plan.PlanProblem;
import io.bascule.reporting.gateway.Access.Caller;
import io.bascule.reporting.measure.Standing;
import io.bascule.reporting.projection.Reports;
import io.bascule.reporting.web.RunSummary;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The document that is served says what the code does. Its paths are compared where they run. */
class OpenApiTest {

    private static final JsonNode DOCUMENT = document();
    private static final JsonNode SCHEMAS = DOCUMENT.at("/components/schemas");

    private static JsonNode document() {
        try (var in = new ClassPathResource("openapi.json").getInputStream()) {
            return EventJson.mapper().readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static List<Class<?>> requests() {
        return EventTypes.all().stream()
                .<Class<?>>map(c -> c)
                .filter(RequestEvent.class::isAssignableFrom)
                .toList();
    }

    @Test
    void everyRequestAndNoOtherIsThere() {
        var names = requests().stream().map(Class::getSimpleName).toList();

        assertThat(SCHEMAS.at("/Request/oneOf").valueStream().map(r -> name(r)).toList())
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(SCHEMAS.at("/Request/discriminator/mapping").propertyNames())
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestHasTheFieldsOfItsEvent(Class<?> request) {
        var schema = SCHEMAS.get(request.getSimpleName());
        var fields = new ArrayList<>(List.of("type"));
        for (RecordComponent component : request.getRecordComponents()) {
            fields.add(component.getName());
            assertForm(component, schema.get("properties").get(component.getName()));
        }

        assertThat(schema.get("properties").propertyNames())
                .containsExactlyInAnyOrderElementsOf(fields);
        assertThat(schema.at("/properties/type/const").asString())
                .isEqualTo(request.getSimpleName());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void withTheRequiredFieldsAloneItIsReadAndTheDefaultsAreThoseThatAreSaid(Class<?> request) {
        var schema = SCHEMAS.get(request.getSimpleName());
        var body = required(schema);
        body.put("type", request.getSimpleName());

        var read = Asked.request(body.toString(), new Caller(null), "/somebody");

        assertThat(read).isInstanceOf(request);
        assertDefaults(schema, EventJson.mapper().valueToTree(read));
        for (var field : schema.get("required")) {
            var less = body.deepCopy();
            var _ = less.remove(field.stringValue());
            assertThat(refusal(() -> Asked.request(less.toString(), new Caller(null), "/x")))
                    .as(field.toString())
                    .contains("'" + field.stringValue() + "'");
        }
    }

    @Test
    void anApprovalIsReadWithTheRequiredFieldsAndAName() {
        var schema = SCHEMAS.get("Approval");
        var body = required(schema);
        body.put("run", "a-b-7");

        var read = Asked.approval(body.toString(), new Caller("ada"));

        assertThat(read)
                .isEqualTo(
                        new ApprovalGiven(
                                "a-b", "a-b-7", read.verdict(), "ada", "no reason given", false));
        assertDefaults(schema, EventJson.mapper().valueToTree(read));
        assertThat(refusal(() -> Asked.approval(body.toString(), new Caller(null))))
                .contains("'by'");
        assertForm(
                Objects.requireNonNull(ApprovalGiven.class.getRecordComponents())[2],
                schema.at("/properties/verdict"));
    }

    @Test
    void answersHaveTheFieldsOfTheirRecords() {
        Map.of(
                        "Answer", Answer.class,
                        "PlanAnswer", PlanAnswer.class,
                        "PartAnswer", PlanAnswer.PartAnswer.class,
                        "PlanProblem", PlanProblem.class)
                .forEach((name, type) ->
                        assertThat(SCHEMAS.get(name).get("properties").propertyNames())
                                .containsExactlyElementsOf(names(type)));
        Map.of(
                        "Run", RunSummary.class,
                        "Standing", Standing.class,
                        "Backup", Reports.Backup.class)
                .forEach((name, type) ->
                        assertThat(names(type))
                                .containsAll(SCHEMAS.get(name).get("properties").propertyNames()));
        assertThat(texts(SCHEMAS.at("/Answer/properties/outcome/enum")))
                .containsExactlyElementsOf(constants(Answer.Outcome.class));
        assertThat(texts(SCHEMAS.at("/PartAnswer/properties/outcome/enum")))
                .containsExactlyElementsOf(constants(PlanAnswer.Outcome.class));
        for (var outcome : Answer.Outcome.values()) {
            assertThat(
                            DOCUMENT.at("/paths/~1api~1requests/post/responses")
                                    .get(String.valueOf(outcome.status().value()))
                                    .get("description")
                                    .asString())
                    .contains(outcome.name());
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var references =
                DOCUMENT.findValues("$ref").stream()
                        .map(r -> r.stringValue().substring(1))
                        .toList();

        assertThat(references)
                .hasSizeGreaterThan(20)
                .allSatisfy(r -> assertThat(DOCUMENT.at(r).isMissingNode()).as(r).isFalse());
    }

    private static void assertForm(RecordComponent component, JsonNode schema) {
        var type = component.getType();
        String expected =
                type == String.class || type == java.time.Instant.class || type.isEnum()
                        ? "string"
                        : type == boolean.class ? "boolean" : "integer";
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        assertThat(nullable ? texts(schema.get("type")) : List.of(schema.get("type").asString()))
                .as(component.toString())
                .isEqualTo(nullable ? List.of(expected, "null") : List.of(expected));
        if (type.isEnum()) {
            assertThat(texts(schema.get("enum"))).isEqualTo(constants(type));
        }
    }

    private static void assertDefaults(JsonNode schema, JsonNode read) {
        schema.get("properties")
                .forEachEntry((name, field) -> {
                    if (field.has("default")) {
                        assertThat(read.get(name)).as(name).isEqualTo(field.get("default"));
                    }
                });
    }

    private static ObjectNode required(JsonNode schema) {
        var body = JsonNodeFactory.instance.objectNode();
        for (var field : schema.get("required")) {
            var allowed = schema.get("properties").get(field.stringValue()).path("enum").path(0);
            body.put(field.stringValue(), allowed.asString("some"));
        }
        return body;
    }

    private static String refusal(Runnable call) {
        try {
            call.run();
        } catch (GatewayException e) {
            return String.valueOf(e.getMessage());
        }
        throw new AssertionError("Expected a refusal, but it was taken");
    }

    private static String name(JsonNode reference) {
        return reference.get("$ref").stringValue().replaceFirst(".*/", "");
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::stringValue).toList();
    }

    private static List<String> names(Class<?> type) {
        return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
    }

    private static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(c -> ((Enum<?>) c).name()).toList();
    }
}
