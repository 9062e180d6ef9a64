package io.bascule.failover.brain;

import static io.bascule.failover.recovery.Samples.said;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.bascule.backbone.EventCodec;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.ApprovalEvent.ApprovalGiven;
import io.bascule.contracts.event.ApprovalEvent.Verdict;
import io.bascule.contracts.event.RequestEvent.FailoverRequested;
import java.time.Instant;
import java.util.zip.CRC32;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Records as clients that are not ours write them. */
final class ForeignRecords {

    /** What a person types; of the application that is formatted into it. */
    static final String TYPED =
            """
            {"specversion":"1.0","id":"%1$s-1","source":"/hand","type":"bascule.FailoverRequested.v1","subject":"%1$s","data":{"to":"paris"}}\
            """;

    private static final EventCodec CODEC = new EventCodec();

    private ForeignRecords() {}

    static ProducerRecord<byte[], byte[]> binary(String application) {
        var ours =
                CODEC.encode(
                        said(
                                application + "-1",
                                Instant.now(),
                                new FailoverRequested(application, "paris", true, "ci", "test")));
        return new ProducerRecord<>(
                ours.topic(), crc32(application), ours.key(), ours.value(), ours.headers());
    }

    static ProducerRecord<byte[], byte[]> typed(
            String application, @Nullable String contentType, @Nullable String key) {
        return foreign(key, contentType, TYPED.formatted(application));
    }

    static ProducerRecord<byte[], byte[]> typedAs(String application, String id) {
        return foreign(
                application, null, TYPED.formatted(application).replace(application + "-1", id));
    }

    /** As librdkafka writes it: the partition by CRC32 of the key, any one without a key. */
    static ProducerRecord<byte[], byte[]> foreign(
            @Nullable String key, @Nullable String contentType, String value) {
        var headers = new RecordHeaders();
        if (contentType != null) {
            headers.add("content-type", contentType.getBytes(UTF_8));
        }
        return new ProducerRecord<>(
                Topic.Name.REQUESTS,
                key == null ? Math.floorMod(value.hashCode(), Topic.PARTITIONS) : crc32(key),
                key == null ? null : key.getBytes(UTF_8),
                value.getBytes(UTF_8),
                headers);
    }

    static int crc32(String key) {
        var crc = new CRC32();
        crc.update(key.getBytes(UTF_8));
        return (int) (crc.getValue() % Topic.PARTITIONS);
    }

    /** Somebody who may only ask approves in the name of another. */
    static ProducerRecord<byte[], byte[]> forged() {
        var approval = answer("binary-1");
        return new ProducerRecord<>(
                Topic.Name.REQUESTS, 0, approval.key(), approval.value(), approval.headers());
    }

    static ProducerRecord<byte[], byte[]> answer(String run) {
        var application = run.replaceFirst("-\\d+$", "");
        var ours =
                CODEC.encode(
                        said(
                                Instant.now(),
                                new ApprovalGiven(
                                        application, run, Verdict.GO, "ada", "seen", true)));
        int there = crc32(application);
        return new ProducerRecord<>(
                ours.topic(),
                (there + 1) % Topic.PARTITIONS,
                "another key".getBytes(UTF_8),
                ours.value(),
                ours.headers());
    }

    /** The last record of a partition: when it was put aside, all before it were seen. */
    static ProducerRecord<byte[], byte[]> sentinel(int partition) {
        return new ProducerRecord<>(
                Topic.Name.REQUESTS, partition, null, "the end".getBytes(UTF_8));
    }
}
