package io.bascule.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Instants as people write them; without a zone it is the user's. */
final class Moment implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
        var form = text.strip().replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) ", "$1T");
        try {
            return ZonedDateTime.parse(form).toInstant();
        } catch (DateTimeException _) {
            // Then without a zone.
        }
        try {
            return LocalDateTime.parse(form).atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException e) {
            throw new TypeConversionException(
                    "Expected an instant such as '2026-11-22 10:15' or 2026-11-22T10:15:30Z, but found '"
                            + text
                            + "'");
        }
    }
}
