package io.bascule.replication.ledger;

import io.bascule.backbone.EventPublisher;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.LedgerEvent;
import io.bascule.contracts.event.LedgerEvent.Commit;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import io.bascule.contracts.event.LedgerEvent.LedgerClosed;
import io.bascule.contracts.event.LedgerEvent.LedgerGapFound;
import io.bascule.contracts.event.LedgerEvent.LedgerOpened;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says the ledger's facts of one application and site; each call returns once the broker has taken
 * them, and throws {@link io.bascule.backbone.PublishFailedException} if it has not.
 */
final class LedgerVoice {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerVoice.class);

    private final String application;
    private final String site;
    private final EventPublisher publisher;
    private final LedgerMeter meter;

    LedgerVoice(String application, String site, EventPublisher publisher, LedgerMeter meter) {
        this.application = application;
        this.site = site;
        this.publisher = publisher;
        this.meter = meter;
    }

    void opened(LedgerLine line, Lsn from) {
        say(new LedgerOpened(application, site, line.systemIdentifier(), line.timeline(), from));
    }

    void recorded(LedgerLine line, List<Commit> commits) {
        for (var part : Parts.of(commits, LedgerEvent.MAX_COMMITS)) {
            say(
                    new CommitsRecorded(
                            application, site, line.systemIdentifier(), line.timeline(), part));
        }
        meter.recorded(commits.size());
    }

    void gap(LedgerLine line, Lsn from, String reason) {
        LOG.warn(
                "The ledger of {} at {} may miss commits after {}: {}",
                application,
                site,
                from,
                reason);
        meter.gap();
        say(
                new LedgerGapFound(
                        application, site, line.systemIdentifier(), line.timeline(), from, reason));
    }

    void closed(LedgerLine line, Lsn upTo) {
        say(new LedgerClosed(application, site, line.systemIdentifier(), line.timeline(), upTo));
    }

    private void say(LedgerEvent event) {
        var _ = publisher.publish(event);
    }
}
