package io.bascule.reporting.report;

import io.bascule.contracts.EventJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The report's JSON and its hash. Properties and map keys are sorted, so that bytes repeat. */
public final class ReportJson {

    private static final JsonMapper MAPPER =
            EventJson.mapper()
                    .rebuild()
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    private ReportJson() {}

    /** The report as JSON text. */
    public static String write(Report report) {
        return MAPPER.writeValueAsString(report);
    }

    /** The report of such a text. */
    public static Report read(String json) {
        return MAPPER.readValue(json, Report.class);
    }

    /** SHA-256 of a text's UTF-8 bytes, hexadecimal. */
    public static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected SHA-256 in every JDK, but " + e, e);
        }
    }
}
