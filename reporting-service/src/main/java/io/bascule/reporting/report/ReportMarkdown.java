package io.bascule.reporting.report;

import io.bascule.contracts.event.StepEvent.LostTransaction;
import io.bascule.reporting.measure.Phase;
import java.util.List;

/** The report as Markdown, for tickets and wikis. */
public final class ReportMarkdown {

    private static final Format F = new Format();

    private ReportMarkdown() {}

    /** The text. */
    public static String write(Report r, String sha256) {
        var out = new StringBuilder();
        line(
                out,
                "# "
                        + r.application()
                        + ": "
                        + F.words(r.kind())
                        + " "
                        + r.from()
                        + " → "
                        + r.to());
        line(out, "");
        line(
                out,
                "Run `"
                        + r.runId()
                        + "`, "
                        + F.words(r.outcome())
                        + (r.complete() ? ", final" : ", not final")
                        + ", version "
                        + r.version()
                        + ". SHA-256 of the JSON: `"
                        + sha256
                        + "`");
        summary(out, r);
        phases(out, r);
        loss(out, r);
        decision(out, r);
        steps(out, r);
        backup(out, r);
        line(out, "\n## Timeline\n");
        r.timeline()
                .forEach(m ->
                        line(
                                out,
                                "- "
                                        + F.time(m.at())
                                        + " "
                                        + text(m.text())
                                        + " `"
                                        + m.eventId()
                                        + "`"));
        line(out, "\n## What this does not show\n");
        r.notShown().forEach(limit -> line(out, "- " + text(limit)));
        line(out, "\n" + r.software());
        return out.toString();
    }

    private static void summary(StringBuilder out, Report r) {
        line(out, "\n| | measured | objective | |");
        line(out, "|---|---|---|---|");
        var outage = r.outage();
        var policy = r.policy();
        String rto =
                outage == null
                        ? "unknown"
                        : F.seconds(outage.seconds())
                                + " (at least "
                                + F.seconds(outage.atLeastSeconds())
                                + F.interruptions(outage)
                                + ")";
        line(
                out,
                row(
                        "RTO",
                        rto,
                        policy == null ? "" : F.objective(policy.rtoSeconds()),
                        F.words(r.rtoVerdict())));
        line(
                out,
                row(
                        "RPO",
                        F.rpo(r.loss()),
                        policy == null ? "" : F.objective(policy.rpoSeconds()),
                        F.words(r.rpoVerdict())));
        line(out, row("Transactions lost", F.lost(r.loss()), "", F.words(r.loss().figure())));
        if (!r.outageReason().isEmpty()) {
            line(out, "\n" + text(r.outageReason()));
        }
    }

    private static void phases(StringBuilder out, Report r) {
        if (r.phases().isEmpty()) {
            return;
        }
        line(out, "\n## Phases\n");
        line(out, "| phase | time | proof | |\n|---|---|---|---|");
        for (Phase p : r.phases()) {
            line(out, row(p.name(), F.seconds(p.seconds()), ids(p.proof()), text(p.note())));
        }
        if (r.humanWaitSeconds() != null) {
            line(out, "\nOf decide, waiting for a person: " + F.seconds(r.humanWaitSeconds()));
        }
    }

    private static void loss(StringBuilder out, Report r) {
        var loss = r.loss();
        line(out, "\n## Loss\n");
        line(out, text(loss.method()));
        if (!loss.reason().isEmpty()) {
            line(out, "\n" + text(loss.reason()));
        }
        loss.notes().forEach(note -> line(out, "\n- " + text(note)));
        if (loss.atMostBytes() != null) {
            line(out, "\nOld server's log beyond the fork: at most " + F.bytes(loss.atMostBytes()));
        }
        line(
                out,
                "\nProof: "
                        + ids(loss.proof())
                        + (loss.rpoProof().isEmpty() ? "" : "; seconds: " + ids(loss.rpoProof())));
        if (!loss.listed().isEmpty()) {
            line(out, "\n| xid | end | committed | keys |\n|---|---|---|---|");
            for (LostTransaction t : loss.listed()) {
                line(
                        out,
                        row(
                                String.valueOf(t.xid()),
                                t.end().toString(),
                                F.dateTime(t.committedAt()),
                                text(String.join(", ", t.keys()))));
            }
            Long lost = loss.lost() == null ? loss.atLeast() : loss.lost();
            if (lost != null && lost > loss.listed().size()) {
                line(out, "\nand " + F.count(lost - loss.listed().size()) + " more.");
            }
        }
    }

    private static void decision(StringBuilder out, Report r) {
        line(out, "\n## Decision\n");
        line(
                out,
                "- asked for by "
                        + text(r.origin().requestedBy())
                        + ": "
                        + text(r.origin().reason()));
        r.origin()
                .approvals()
                .forEach(a ->
                        line(
                                out,
                                "- "
                                        + text(a.by())
                                        + " said "
                                        + a.verdict()
                                        + ": "
                                        + text(a.reason())));
        r.decision()
                .observations()
                .forEach(o ->
                        line(
                                out,
                                "- "
                                        + text(o.observer())
                                        + " ("
                                        + F.words(o.evidence())
                                        + "): "
                                        + text(o.detail())
                                        + " `"
                                        + o.eventId()
                                        + "`"));
        var policy = r.policy();
        if (policy != null) {
            line(out, "- plan `" + policy.planHash() + "`, applied by " + text(policy.appliedBy()));
        }
    }

    private static void steps(StringBuilder out, Report r) {
        line(out, "\n## Steps\n");
        line(
                out,
                "| step | site | state | attempts | executor | proof |\n|---|---|---|---|---|---|");
        for (Report.Step s : r.steps()) {
            line(
                    out,
                    row(
                            s.kind().name(),
                            s.site(),
                            s.state(),
                            String.valueOf(s.attempts()),
                            s.executorSeconds() == null ? "" : F.seconds(s.executorSeconds()),
                            ids(s.proof())));
        }
    }

    private static void backup(StringBuilder out, Report r) {
        line(out, "\n## Backup\n");
        var b = r.backup();
        line(
                out,
                b == null
                        ? "No backup had been proven by a restore before this run."
                        : "`"
                                + b.backupId()
                                + "` holds the state of "
                                + F.dateTime(b.snapshotAt())
                                + ", proven to "
                                + F.words(b.level())
                                + ", restored in "
                                + F.seconds(b.restoreSeconds())
                                + ". Proof: "
                                + ids(b.proof()));
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String ids(List<String> ids) {
        return String.join(", ", ids.stream().map(id -> "`" + id + "`").toList());
    }

    /** What came from outside must not become structure. */
    private static String text(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
    }

    private static void line(StringBuilder out, String line) {
        out.append(line).append('\n');
    }
}
