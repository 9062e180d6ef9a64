package io.bascule.cli;

import io.bascule.cli.kafka.Heard;
import io.bascule.cli.kafka.Names;
import io.bascule.cli.text.Screen.Tone;
import io.bascule.cli.text.Words;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.NotificationEvent.NotificationDelivered;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.sandbox.demo.Narration;

/** What was heard on one readable line. */
final class EventLine {

    private static final int MOST = 400;

    private EventLine() {}

    static String heading() {
        return "%-16s %-18s %-10s %s"
                .formatted("TIME (" + Words.zoneName() + ")", "TOPIC", "ABOUT", "WHAT");
    }

    static String of(Heard heard) {
        var envelope = heard.envelope();
        return "%-16s %-18s %-10s %s"
                .formatted(
                        Words.time(heard.time()),
                        Names.brief(heard.record().topic()),
                        Words.printable(heard.subject()),
                        Words.printable(
                                envelope == null
                                        ? "UNREADABLE at "
                                                + heard.place()
                                                + ": "
                                                + heard.unreadable()
                                        : envelope.event().getClass().getSimpleName()
                                                + ": "
                                                + words(envelope)));
    }

    static Tone tone(Heard heard) {
        var envelope = heard.envelope();
        return switch (envelope == null ? null : envelope.event()) {
            case null -> Tone.BAD;
            case RecoveryEvent fact -> RunProgress.tone(fact);
            case HealthEvent.SiteUnhealthy _, HealthEvent.FrontDoorInterrupted _ -> Tone.WARN;
            default -> Tone.PLAIN;
        };
    }

    private static String words(EventEnvelope<?> envelope) {
        if (envelope.event() instanceof LagMeasured lag) {
            var words = LagWords.of(lag, envelope.time(), envelope.time());
            return "%s is %s behind %s, %s not flushed, %s"
                    .formatted(
                            lag.replicaSite(),
                            words.behind(),
                            lag.sourceSite(),
                            words.bytes(),
                            words.quality());
        }
        if (envelope.event() instanceof NotificationDelivered told) {
            return "%s took %s, attempt %d"
                    .formatted(told.channel(), told.notificationId(), told.attempts());
        }
        return Narration.of(envelope.event())
                .map(Narration.Line::text)
                .orElseGet(() -> data(envelope));
    }

    private static String data(EventEnvelope<?> envelope) {
        var json = EventJson.mapper().writeValueAsString(envelope.event());
        return json.length() <= MOST ? json : json.substring(0, MOST) + "...";
    }
}
