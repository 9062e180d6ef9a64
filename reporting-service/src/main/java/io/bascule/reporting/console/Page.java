package io.bascule.reporting.console;

import io.bascule.reporting.projection.Changes;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A page of the console, by its address. */
public sealed interface Page {

    /** Path and query under which it is found. */
    String address();

    /** Whether it may look different after that change. */
    boolean concernedBy(Changes.Kind kind, String subject);

    /** How often it is looked at without any change, since silence is told by no event. */
    default Duration lookedAtEvery() {
        return Duration.ofDays(1);
    }

    /** Applications and their sites, and what would happen if it happened now. */
    record Overview() implements Page {
        @Override
        public String address() {
            return "/";
        }

        @Override
        public boolean concernedBy(Changes.Kind kind, String subject) {
            return true;
        }

        @Override
        public Duration lookedAtEvery() {
            return Duration.ofSeconds(1);
        }
    }

    /** All runs with their figures. */
    record Runs() implements Page {
        @Override
        public String address() {
            return "/runs";
        }

        @Override
        public boolean concernedBy(Changes.Kind kind, String subject) {
            return kind == Changes.Kind.MEASURED;
        }
    }

    /** One run, as it happens or as it was. */
    record Run(String runId) implements Page {
        @Override
        public String address() {
            return "/runs/" + runId;
        }

        @Override
        public boolean concernedBy(Changes.Kind kind, String subject) {
            return kind != Changes.Kind.HEARD && runId.startsWith(subject + "-");
        }
    }

    /** Backups and what was proven of them. */
    record Backups() implements Page {
        @Override
        public String address() {
            return "/backups";
        }

        @Override
        public boolean concernedBy(Changes.Kind kind, String subject) {
            return kind == Changes.Kind.MEASURED;
        }

        @Override
        public Duration lookedAtEvery() {
            return Duration.ofSeconds(30);
        }
    }

    /**
     * The newest facts.
     *
     * @param application those of this one only; all if absent
     */
    record Events(@Nullable String application) implements Page {
        @Override
        public String address() {
            return application == null ? "/events" : "/events?application=" + application;
        }

        @Override
        public boolean concernedBy(Changes.Kind kind, String subject) {
            return kind == Changes.Kind.FACT
                    && (application == null || application.equals(subject));
        }
    }

    /** The page of an address; empty if there is none. */
    static Optional<Page> at(String address) {
        Matcher run = Addresses.RUN.matcher(address);
        Matcher events = Addresses.EVENTS.matcher(address);
        return switch (address) {
            case "/", "" -> Optional.of(new Overview());
            case "/runs" -> Optional.of(new Runs());
            case "/backups" -> Optional.of(new Backups());
            default ->
                    run.matches()
                            ? Optional.of(new Run(run.group(1)))
                            : events.matches()
                                    ? Optional.of(new Events(orNull(events.group(1))))
                                    : Optional.empty();
        };
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** The forms of addresses. An application's name, and so a run's, has at most 63 characters. */
    final class Addresses {
        private static final Pattern RUN = Pattern.compile("/runs/([\\w.-]{1,100})");
        private static final Pattern EVENTS =
                Pattern.compile("/events(?:\\?application=([\\w.-]{0,100}))?");

        private Addresses() {}
    }
}
