package io.bascule.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.contracts.plan.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @Test
    void aSecretInAFileComesWithoutItsLineEnd(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "s3cret\n");

        assertThat(Secrets.resolve(new SecretRef("file:" + file))).isEqualTo("s3cret");
    }

    @Test
    void aMissingSecretIsNamedByItsReference() {
        assertThatThrownBy(() -> Secrets.resolve(new SecretRef("env:BASCULE_NO_SUCH_VARIABLE")))
                .hasMessageContaining("BASCULE_NO_SUCH_VARIABLE");
        assertThatThrownBy(() -> Secrets.resolve(new SecretRef("file:/no/such/file")))
                .hasMessageContaining("/no/such/file");
    }

    @Test
    void aSecretWrittenIntoAPlanIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> new SecretRef("hunter2")).message().doesNotContain("hunter2");
    }
}
