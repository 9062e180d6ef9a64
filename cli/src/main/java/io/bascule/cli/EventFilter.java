package io.bascule.cli;

import io.bascule.cli.kafka.Heard;
import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import io.bascule.contracts.EventTypes;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.HealthEvent.SiteHealthy;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which of what was heard is shown. */
record EventFilter(
        @Nullable String application, Set<Class<? extends Event>> types, boolean frequent) {

    private static final Set<Class<? extends Event>> FREQUENT =
            Set.of(
                    LagMeasured.class,
                    CommitsRecorded.class,
                    StepCommanded.class,
                    SiteHealthy.class);

    /**
     * @param types names such as {@code RunStarted} or {@code bascule.RunStarted.v1}; empty for all
     * @param frequent whether events that come all the time are shown without being named
     * @throws TalkException if there is no event of that name
     */
    static EventFilter of(@Nullable String application, List<String> types, boolean frequent) {
        var classes = new HashSet<Class<? extends Event>>();
        for (var name : types) {
            classes.add(
                    EventTypes.all().stream()
                            .filter(c ->
                                    c.getSimpleName().equalsIgnoreCase(name)
                                            || EventTypes.typeOf(c).equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    new TalkException(
                                            Kind.MALFORMED,
                                            "Expected an event such as RunStarted, but found '"
                                                    + name
                                                    + "'; docs/events.md lists them")));
        }
        return new EventFilter(application, Set.copyOf(classes), frequent);
    }

    boolean matches(Heard heard) {
        if (application != null && !application.equals(about(heard))) {
            return false;
        }
        var envelope = heard.envelope();
        if (envelope == null) {
            return types.isEmpty();
        }
        var type = envelope.event().getClass();
        return types.isEmpty() ? frequent || !FREQUENT.contains(type) : types.contains(type);
    }

    /** The application; the key of what nobody can read. */
    private static String about(Heard heard) {
        return heard.subject();
    }
}
