package io.bascule.failover.executor.postgres;

import io.bascule.contracts.Lsn;
import java.sql.SQLException;
import java.util.Optional;

/** Bascule's replication slots on one server. */
final class Slots {

    private Slots() {}

    /** A physical slot that keeps WAL from now on; one that is there stays as it is. */
    static void ensurePhysical(Sql sql, String name) {
        sql.run(
                "SELECT pg_create_physical_replication_slot(?, true)"
                        + " WHERE NOT EXISTS (SELECT 1 FROM pg_replication_slots WHERE slot_name = ?)",
                name,
                name);
    }

    /** A logical slot for pgoutput; one that is there stays as it is. */
    static void ensureLogical(Sql sql, String name) throws SQLException {
        sql.tryRun(
                "SELECT pg_create_logical_replication_slot(?, 'pgoutput')"
                        + " WHERE NOT EXISTS (SELECT 1 FROM pg_replication_slots WHERE slot_name = ?)",
                name,
                name);
    }

    /** Commits that end after this are held by the slot; empty if there is no such slot. */
    static Optional<Lsn> confirmed(Sql sql, String name) {
        return sql.lsn(
                "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = ?", name);
    }

    /** Removes what a former primary kept for others: unused slots pin its WAL for ever. */
    static void dropUnused(Sql sql, String type) {
        sql.texts(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                        + " WHERE slot_type = ? AND NOT active AND slot_name LIKE 'bascule\\_%'",
                type);
    }
}
