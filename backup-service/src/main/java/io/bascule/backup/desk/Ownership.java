package io.bascule.backup.desk;

import io.bascule.contracts.Topic;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.springframework.cloud.stream.binder.kafka.KafkaBindingRebalanceListener;

/**
 * Which jobs this instance looks after: the group that reads the inbox shares its partitions out,
 * and the jobs with them. It only keeps instances from doing the same twice; what must not happen
 * twice is decided by {@link Claims}.
 */
final class Ownership implements KafkaBindingRebalanceListener {

    private final Set<Integer> partitions = ConcurrentHashMap.newKeySet();
    private final List<Runnable> changed = new CopyOnWriteArrayList<>();

    Ownership(Runnable changed) {
        this.changed.add(changed);
    }

    /** Runs this, too, when partitions come or go. */
    void onChange(Runnable more) {
        changed.add(more);
    }

    @Override
    public void onPartitionsAssigned(
            String binding,
            Consumer<?, ?> consumer,
            Collection<TopicPartition> assigned,
            boolean initial) {
        assigned.forEach(p -> partitions.add(p.partition()));
        changed.forEach(Runnable::run);
    }

    @Override
    public void onPartitionsRevokedAfterCommit(
            String binding, Consumer<?, ?> consumer, Collection<TopicPartition> revoked) {
        revoked.forEach(p -> partitions.remove(p.partition()));
        changed.forEach(Runnable::run);
    }

    boolean isMine(PlannedJob planned) {
        return partitions.contains(Math.floorMod(planned.slot().hashCode(), Topic.PARTITIONS));
    }
}
