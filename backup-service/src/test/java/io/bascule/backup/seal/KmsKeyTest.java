package io.bascule.backup.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.contracts.EventJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Data keys that AWS KMS wraps, over HTTP. */
class KmsKeyTest {

    private static final String ID = "20261122T030000Z-0123456789ab";

    private TinyKms kms;
    private WrappingKeys keys;

    @BeforeAll
    static void credentials() {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    @BeforeEach
    void start() throws IOException {
        kms = new TinyKms();
        keys = new WrappingKeys(new KmsSettings(kms.endpoint(), Duration.ofSeconds(3), 2));
    }

    @AfterEach
    void stop() {
        keys.close();
        kms.close();
    }

    @Test
    void aDataKeyIsWrappedAndUnwrappedForItsBackupAlone() throws Exception {
        // given
        var recovery = WrappingKey.parse(Keys.random(), "recovery");
        var ring = new KeyRing(key(TinyKms.ARN), recovery);
        var dataKey = ring.newDataKey(ID);
        byte[] content = "secret".getBytes(StandardCharsets.UTF_8);
        byte[] sealed = sealed(dataKey, content);

        // when
        var wrapped = ring.wrap(dataKey);

        // then: by both keys, and what the manifest holds comes back as it was
        assertThat(wrapped).hasSize(2);
        assertThat(wrapped.getFirst().kms()).isEqualTo(TinyKms.ARN);
        assertThat(wrapped.getFirst().keyId()).matches("[0-9a-f]{16}");
        var json = EventJson.mapper().writeValueAsString(wrapped.getFirst());
        assertThat(EventJson.mapper().readValue(json, WrappedKey.class))
                .isEqualTo(wrapped.getFirst());
        assertThat(open(ring.unwrap(wrapped, ID), sealed)).isEqualTo(content);
        assertThat(kms.asked())
                .allMatch(asked -> asked.contains("{\"bascule-backup\":\"" + ID + "\"}"));

        // and: not under another backup's id
        assertThatThrownBy(() -> ring.unwrap(wrapped, "20261122T040000Z-0123456789ab"))
                .isInstanceOf(GeneralSecurityException.class)
                .isNotInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("it is another");

        // and: the offline key opens it when KMS is lost for good
        kms.close();
        var without = new KeyRing(WrappingKey.parse(Keys.random(), "wrapping"), recovery);
        assertThat(open(without.unwrap(wrapped, ID), sealed)).isEqualTo(content);
    }

    @Test
    void anotherKeyOfKmsDoesNotOpenIt() throws Exception {
        var wrapped = key(TinyKms.ARN).wrap(new byte[32], ID);

        assertThat(key(TinyKms.OTHER).id()).isNotEqualTo(wrapped.keyId());
        assertThatThrownBy(() -> key(TinyKms.OTHER).unwrap(wrapped, ID))
                .isInstanceOf(GeneralSecurityException.class)
                .isNotInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining(TinyKms.OTHER);
    }

    @ParameterizedTest
    @EnumSource(
            value = TinyKms.Mode.class,
            names = {"REFUSE", "FAIL", "STALL"})
    void whatKmsDoesNotDoIsSaidInTimeAndNothingIsWrapped(TinyKms.Mode mode) throws Exception {
        var wrapped = key(TinyKms.ARN).wrap(new byte[32], ID);
        kms.set(mode);

        assertThatThrownBy(() -> key(TinyKms.ARN).wrap(new byte[32], ID))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("Expected KMS key " + TinyKms.ARN + " to wrap the data key")
                .hasMessageContaining(
                        switch (mode) {
                            case REFUSE -> "bascule may not use the key";
                            case FAIL -> "try again";
                            case STALL, SERVE -> "did not complete";
                        });
        assertThatThrownBy(() -> key(TinyKms.ARN).unwrap(wrapped, ID))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("to unwrap");
    }

    @Test
    void aKeyThatKmsDoesNotKnowAndANameThatIsNoArnAreSaid() {
        assertThatThrownBy(() ->
                        key(TinyKms.ARN.replace("key/1234", "key/9999")).wrap(new byte[32], ID))
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> keys.of("kms:my-key", "bascule.backup.keys.wrapping"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "Expected the ARN of a KMS key as bascule.backup.keys.wrapping");
    }

    private WrappingKey key(String arn) {
        return keys.of("kms:" + arn, "bascule.backup.keys.wrapping");
    }

    private static byte[] sealed(DataKey key, byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var sealing = key.encrypting(out)) {
            sealing.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] open(DataKey key, byte[] sealed) throws IOException {
        try (var in = key.decrypting(new ByteArrayInputStream(sealed))) {
            return in.readAllBytes();
        }
    }
}
