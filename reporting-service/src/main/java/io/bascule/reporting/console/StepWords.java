package io.bascule.reporting.console;

import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Steps and their evidence in plain words. */
final class StepWords {

    private StepWords() {}

    /** What is true afterwards. */
    static String truth(StepKind kind) {
        return switch (kind) {
            case FENCE -> "The old primary can no longer acknowledge a write";
            case PROMOTE -> "The target accepts writes under the new epoch";
            case REDIRECT -> "Clients reach the target, the old sessions are cut";
            case VALIDATE -> "A real write and a real read went through the front door";
            case COMMUNICATE -> "Everybody the plan names was told";
            case CAPTURE_TAIL -> "What only the old primary had is saved as evidence";
            case REWIND -> "The old primary follows the new one";
            case CATCH_UP -> "The target has every commit the source acknowledged";
            case PREPARE_TARGET -> "The target is ready for a short switch";
            case CHECKPOINT -> "The active primary has just checkpointed";
            case CLOSE_LEDGER -> "The commit ledger is drained and closed";
            case HOLD_TRAFFIC -> "No client reaches a server through the front door";
            case STOP_PRIMARY -> "The active primary is shut down cleanly";
            case FOLLOW -> "The former primary follows the new one";
            case REOPEN_PRIMARY -> "The former primary runs as primary again";
        };
    }

    /**
     * How a step is known to be true, one sentence each; what has no sentence is shown as it is.
     */
    static List<String> evidence(Map<String, String> evidence) {
        var left = new TreeMap<>(evidence);
        var sentences = new ArrayList<String>();
        sentences.addAll(lines(left));
        SENTENCES.forEach((key, sentence) -> {
            String value = left.remove(key);
            if (value != null) {
                sentences.add(sentence.formatted(readable(value)));
            }
        });
        left.forEach((key, value) -> sentences.add(key + ": " + value));
        return sentences;
    }

    /** A time as on the rest of the page; anything else as it is. */
    private static String readable(String value) {
        try {
            return new Words().millis(Instant.parse(value)) + " UTC";
        } catch (DateTimeParseException noTime) {
            return value;
        }
    }

    private static List<String> lines(Map<String, String> left) {
        var sentences = new ArrayList<String>();
        String proof = left.remove(StepEvidence.FENCE_PROOF);
        if (proof != null) {
            sentences.add(
                    proof.equals("processes-gone")
                            ? "No process of the old cluster is left"
                            : proof.startsWith("word-of:")
                                    ? "On the word of " + proof.substring("word-of:".length())
                                    : "Proof: " + proof);
        }
        String timeline = left.get(StepEvidence.TIMELINE);
        String parent = left.get(StepEvidence.PARENT_TIMELINE);
        String fork = left.get(StepEvidence.FORK_LSN);
        if (timeline != null && parent != null && fork != null) {
            sentences.add("Timeline " + timeline + " left timeline " + parent + " at " + fork);
            left.keySet()
                    .removeAll(
                            List.of(
                                    StepEvidence.TIMELINE,
                                    StepEvidence.PARENT_TIMELINE,
                                    StepEvidence.FORK_LSN));
        }
        String slots = left.remove(StepEvidence.LEDGER_SLOTS);
        if (slots != null) {
            sentences.add(
                    slots.equals("ready")
                            ? "The commit ledger stood before traffic was admitted"
                            : "The commit ledger did not stand before traffic: " + slots);
        }
        return sentences;
    }

    private static final Map<String, String> SENTENCES = sentences();

    private static Map<String, String> sentences() {
        var s = new LinkedHashMap<String, String>();
        s.put(StepEvidence.FENCED_AT, "Its last process was gone at %s");
        s.put(StepEvidence.PROMOTED_AT, "It first took writes at %s");
        s.put(StepEvidence.LEDGER_FROM_LSN, "The new ledger holds commits after %s");
        s.put(StepEvidence.SYNCHRONOUS_COMMIT, "synchronous_commit is %s");
        s.put(StepEvidence.SYSTEM_IDENTIFIER, "System identifier %s");
        s.put(StepEvidence.ROUTER_STATE, "The router says: %s");
        s.put(StepEvidence.VALIDATED_AT, "The validating write was acknowledged at %s");
        s.put(StepEvidence.TAIL_QUALITY, "The count of lost transactions is: %s");
        s.put(StepEvidence.TAIL_TRANSACTIONS, "%s lost transactions were read from the old log");
        s.put(StepEvidence.TAIL_COLD_COMMITS, "%s commit records lie behind the fork");
        s.put(StepEvidence.TAIL_WAL_BYTES, "%s bytes of log lie behind the fork");
        s.put(StepEvidence.TAIL_URI, "Saved at %s");
        s.put(StepEvidence.TAIL_SHA256, "SHA-256 of what was saved: %s");
        s.put(StepEvidence.REWIND_METHOD, "Method: %s");
        s.put(StepEvidence.FOLLOWED_TIMELINE, "It follows timeline %s");
        s.put(StepEvidence.CAUGHT_UP_TO, "It has everything up to %s");
        s.put(StepEvidence.LEDGER_RECORDED_UP_TO, "Commits up to %s are recorded");
        s.put(StepEvidence.SHUTDOWN_CHECKPOINT, "Its last checkpoint is at %s");
        s.put(StepEvidence.COMMUNICATION, "%s");
        s.put("skippedBy", "Passed over by %s");
        s.put("why", "Because: %s");
        return s;
    }
}
