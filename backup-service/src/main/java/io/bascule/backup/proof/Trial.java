package io.bascule.backup.proof;

import io.bascule.backup.dump.PgDump;
import io.bascule.backup.files.FilesRestore;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.manifest.Manifest.TableContent;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.SpoiltStore;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tries the verifier itself: copies of a good backup that are spoilt in a known way must be
 * refused. A copy is the store, seen through a filter that spoils what is read; nothing is written.
 * To be given a backup that has just passed: else a refusal proves nothing.
 */
public final class Trial {

    private static final int SEGMENT = 1 << 20;

    private final Judge judge;
    private final Manifest manifest;
    private final BackupStore store;
    private final @Nullable DataKey key;
    private final FilesRestore.PackKeys packKeys;
    private final ProofLevel upTo;

    /**
     * Of one backup.
     *
     * @param upTo the level that the job's backups are taken to
     */
    public Trial(
            Judge judge,
            Manifest manifest,
            BackupStore store,
            @Nullable DataKey key,
            FilesRestore.PackKeys packKeys,
            ProofLevel upTo) {
        this.judge = judge;
        this.manifest = manifest;
        this.store = store;
        this.key = key;
        this.packKeys = packKeys;
        this.upTo = upTo;
    }

    /** Whoever is tried: {@link Verifier#verify}. */
    public interface Judge {

        /** Throws if the backup does not pass the level. */
        void verify(
                Manifest manifest,
                BackupStore store,
                @Nullable DataKey key,
                FilesRestore.PackKeys packKeys,
                ProofLevel upTo,
                List<String> checks,
                Consumer<Verification> passed)
                throws VerificationFailedException, VerificationInterruptedException;
    }

    /** What became of one spoilt copy. */
    public sealed interface Outcome {}

    /** As it must be. */
    public record Refused(String corruption, ProofLevel level, double seconds) implements Outcome {}

    /** Nothing was learnt: the copy could not be looked at. */
    public record Interrupted(String corruption, ProofLevel level, String reason)
            implements Outcome {}

    /** The verifier is broken. */
    public record Passed(String corruption, String reason) implements Outcome {}

    /** How many copies are tried of a backup by that engine. */
    public static int copies(String engine, ProofLevel upTo) {
        return (upTo.compareTo(ProofLevel.READABLE) >= 0 ? 2 : 0)
                + (upTo.compareTo(ProofLevel.CONTENT_EQUAL) >= 0 && engine.equals(PgDump.ENGINE)
                        ? 1
                        : 0);
    }

    /**
     * Tries each way.
     *
     * @param seed chooses the places
     */
    public List<Outcome> run(long seed) {
        var random = new SplittableRandom(seed);
        var outcomes = new ArrayList<Outcome>();
        var packs = manifest.packsOrNone();
        var item =
                packs.isEmpty() ? manifest.main() : packs.get(random.nextInt(packs.size())).item();
        if (upTo.compareTo(ProofLevel.READABLE) >= 0) {
            long at = random.nextLong(item.storedBytes());
            int bit = random.nextInt(8);
            outcomes.add(
                    read(
                            "bit " + bit + " of byte " + at + " of " + item.key() + " flipped",
                            SpoiltStore.flipped(store, item.key(), at, bit)));
            // At a segment's border nothing but the segments' own numbering can tell.
            long segments = (item.storedBytes() - 1) / SEGMENT;
            long end = segments == 0 ? item.storedBytes() - 1 : segments * SEGMENT;
            outcomes.add(
                    read(
                            item.key() + " cut off after byte " + end,
                            SpoiltStore.cut(store, item.key(), end)));
        }
        if (upTo.compareTo(ProofLevel.CONTENT_EQUAL) >= 0) {
            spoiltContent(random)
                    .ifPresent(spoilt ->
                            outcomes.add(
                                    attempt(
                                            spoilt.how(),
                                            spoilt.manifest(),
                                            store,
                                            ProofLevel.CONTENT_EQUAL)));
        }
        return outcomes;
    }

    private Outcome read(String corruption, BackupStore spoilt) {
        return attempt(corruption, manifest, spoilt, ProofLevel.READABLE);
    }

    private Outcome attempt(
            String corruption, Manifest believed, BackupStore seen, ProofLevel level) {
        long begun = System.nanoTime();
        try {
            judge.verify(believed, seen, key, packKeys, level, List.of(), _ -> {});
            return new Passed(
                    corruption,
                    "Expected the spoilt copy to be refused, but it passed "
                            + level
                            + "; trust no proof until this is mended");
        } catch (VerificationFailedException e) {
            return new Refused(corruption, e.level(), (System.nanoTime() - begun) / 1e9);
        } catch (VerificationInterruptedException e) {
            return new Interrupted(corruption, e.level(), String.valueOf(e.getMessage()));
        }
    }

    private record Spoilt(String how, Manifest manifest) {}

    private Optional<Spoilt> spoiltContent(SplittableRandom random) {
        var source = manifest.source();
        if (source == null || !manifest.engine().equals(PgDump.ENGINE)) {
            return Optional.empty();
        }
        var content = new ArrayList<>(source.content());
        if (content.isEmpty()) {
            content.add(new TableContent("public.never_there", "id integer", 1, "1"));
            return Optional.of(
                    new Spoilt("a table more in the manifest", manifest.withContent(content)));
        }
        int chosen = random.nextInt(content.size());
        var was = content.get(chosen);
        content.set(
                chosen,
                new TableContent(
                        was.table(),
                        was.columns(),
                        was.rows(),
                        new BigInteger(was.hash()).add(BigInteger.ONE).toString(),
                        was.row()));
        return Optional.of(
                new Spoilt(
                        "one row's hash of " + was.table() + " changed in the manifest",
                        manifest.withContent(content)));
    }
}
