package io.bascule.contracts.event;

import io.bascule.contracts.About;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one observer sees of a site, or of one application at a site. Published at each change and
 * repeated while nothing changes, so that silence can be told from health: unknown is never
 * healthy.
 */
public sealed interface HealthEvent extends Event {

    /** What the statement is about. */
    Scope scope();

    /** A dead database is not a dead site. */
    enum Scope {
        SITE,
        APPLICATION
    }

    /** How the observer knows. */
    enum Evidence {
        /** A query under a deadline, from outside. */
        PROBE,
        /** The standby lost the stream and its own probe failed too. */
        STREAM,
        /** The processes themselves, seen by their parent: the strongest. */
        PROCESS,
        /** The canary through the front door. */
        FRONT_DOOR,
        /** Nothing was heard for too long. */
        SILENCE
    }

    @About("An observer finds a site, or an application's database there, unable to serve")
    record SiteUnhealthy(
            @About("The site that is found unhealthy") String site,
            @About("SITE, or APPLICATION: only that application's database there") Scope scope,
            @About("Application, when the scope is APPLICATION") @Nullable String application,
            @About("Who observed it: each observer has one vote") String observer,
            @About("Where the observer stands") String observerSite,
            @About("How the observer knows") Evidence evidence,
            @About("Since when, by the observer's clock") Instant since,
            @About("What was seen, for people") String detail)
            implements HealthEvent {

        @Override
        public String subject() {
            return scope == Scope.APPLICATION && application != null ? application : site;
        }
    }

    @About("An observer finds a site, or an application's database there, able to serve")
    record SiteHealthy(
            @About("The site that is found healthy") String site,
            @About("SITE, or APPLICATION: only that application's database there") Scope scope,
            @About("Application, when the scope is APPLICATION") @Nullable String application,
            @About("Who observed it: each observer has one vote") String observer,
            @About("Where the observer stands") String observerSite,
            @About("How the observer knows") Evidence evidence,
            @About("Since when, by the observer's clock") Instant since,
            @About("What was seen, for people") String detail)
            implements HealthEvent {

        @Override
        public String subject() {
            return scope == Scope.APPLICATION && application != null ? application : site;
        }
    }

    @About(
            "The canary's write through the front door failed after it had succeeded: an outage may have begun")
    record FrontDoorInterrupted(
            @About("Application") String application,
            @About("When the last successful write was acknowledged: the outage began after this")
                    Instant lastAcknowledgedAt,
            @About("When the first failed write was begun: the outage began before its failure")
                    Instant firstFailureStartedAt,
            @About("The error of the first failed write") String error)
            implements HealthEvent {

        @Override
        public Scope scope() {
            return Scope.APPLICATION;
        }

        @Override
        public String subject() {
            return application;
        }
    }

    @About(
            "The canary wrote and read back through the front door again: the unbroken run of failures has ended")
    record FrontDoorRestored(
            @About("Application") String application,
            @About("When the last write before the failures was acknowledged")
                    Instant lastAcknowledgedAt,
            @About("When the first failed write was begun") Instant firstFailureStartedAt,
            @About("When the first write after the failures was acknowledged and read back")
                    Instant firstSuccessAt,
            @About(
                            value =
                                    "From lastAcknowledgedAt to firstSuccessAt, on one monotonic clock: the longest the outage can have been",
                            unit = "s")
                    double outageSeconds,
            @About(
                            value =
                                    "From firstFailureStartedAt to firstSuccessAt, on the same clock: the shortest it can have been",
                            unit = "s")
                    double outageAtLeastSeconds,
            @About("Failed writes in between") long failures,
            @About("Site that answered, as the database itself says") String site,
            @About("Epoch that answered, as the database itself says") long epoch,
            @About("System identifier of the database that answered") String systemIdentifier,
            @About("Timeline of the database that answered") int timeline)
            implements HealthEvent {

        @Override
        public Scope scope() {
            return Scope.APPLICATION;
        }

        @Override
        public String subject() {
            return application;
        }
    }
}
