package io.bascule.reporting.measure;

import io.bascule.contracts.Lsn;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a step's evidence. What is missing or unreadable is empty: it proves nothing. */
final class Evidence {

    private final Map<String, String> values;

    Evidence(Map<String, String> values) {
        this.values = values;
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).filter(v -> !v.isBlank());
    }

    Optional<Lsn> lsn(String key) {
        return text(key).flatMap(Evidence::parseLsn);
    }

    OptionalLong number(String key) {
        return text(key).filter(v -> v.matches("\\d{1,18}")).stream()
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private static Optional<Lsn> parseLsn(String text) {
        try {
            return Optional.of(Lsn.parse(text));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
