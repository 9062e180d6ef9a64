package io.bascule.contracts.plan;

import io.bascule.contracts.About;
import java.time.Duration;
import java.util.List;

/** How one application is to survive. Every default is filled in: readers never guess. */
public record ApplicationPlan(
        @About("Name: lower-case letters, digits and dashes, at most 63") String name,
        @About("Decides the defaults of strategy, objectives and decision") Criticality criticality,
        @About("How much stands ready at the recovery site") Strategy strategy,
        @About("What is promised") Objectives objectives,
        @About("Site where it runs normally") String primary,
        @About("Site where it runs after a failover") String recovery,
        @About("Third place: router, canary and monitor stand there") String witness,
        @About("Who decides an unplanned failover") DecisionMode decision,
        @About("A person has this long to say GO or NO-GO, at most") Duration evaluation,
        @About("Applications that must run before this one") List<String> dependsOn,
        @About("Its database") DatabasePlan database,
        @About("How clients are moved") TrafficPlan traffic,
        @About("What rule 1 can promise to clients that go round the front door") Fencing fencing,
        @About("Where clients and the canary write") FrontDoor frontDoor,
        @About("When the active site is suspected") Suspicion suspicion,
        @About("SQL statements that must succeed through the front door after a move")
                List<String> validateSql,
        @About("Whether a request from Kafka, which nobody authenticated, needs an approval")
                boolean kafkaRequestsNeedApproval,
        @About("A step that takes longer halts the run") Duration stepTimeout,
        @About("After a completed unplanned run no automatic one starts for this long")
                Duration cooldown) {

    public ApplicationPlan {
        dependsOn = List.copyOf(dependsOn);
        validateSql = List.copyOf(validateSql);
    }

    /** The site that is not the given one. */
    public String otherThan(String site) {
        return site.equals(primary) ? recovery : primary;
    }

    /** Whether a site is one of the two this application can run at. */
    public boolean runsAt(String site) {
        return site.equals(primary) || site.equals(recovery);
    }

    /** How much the business depends on it. */
    public enum Criticality {
        MISSION_CRITICAL,
        BUSINESS_CRITICAL,
        IMPORTANT,
        STANDARD
    }

    /** How much stands ready at the recovery site. */
    public enum Strategy {
        BACKUP_RESTORE,
        PILOT_LIGHT,
        WARM_STANDBY,
        HOT_STANDBY
    }

    /** Who decides an unplanned failover. */
    public enum DecisionMode {
        AUTOMATIC,
        APPROVAL,
        TWO_PERSON
    }

    /**
     * What keeps an old primary from acknowledging writes of clients that go round the front door.
     */
    public enum Fencing {
        /** Nothing does: the promise is for the front door only. */
        FRONT_DOOR,
        /** Synchronous replication: it cannot acknowledge without the standby. */
        SYNCHRONOUS,
        /** It is powered off. */
        POWER
    }

    /** What is promised to the business. */
    public record Objectives(
            @About("Longest outage") Duration rto,
            @About(
                            "Most time of commits that may be lost; no target staler than this is promoted on its own")
                    Duration rpo) {}

    /** When observers' words add up to a suspicion. */
    public record Suspicion(
            @About("Observers that must agree, each with one vote; at least 2") int quorum,
            @About("For how long they must agree") Duration after,
            @About("An observer that was not heard for this long has no vote")
                    Duration staleAfter) {}
}
