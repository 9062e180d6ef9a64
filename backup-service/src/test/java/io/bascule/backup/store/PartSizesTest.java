package io.bascule.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PartSizesTest {

    @Test
    void partsGrowAndFitTheirMemory() {
        var sizes = new PartSizes(256 << 20);

        assertThat(sizes.of(1)).isEqualTo(8 << 20);
        assertThat(sizes.of(1_001)).isEqualTo(64 << 20);
        assertThat(sizes.of(10_000)).isEqualTo(256 << 20);
        assertThat(new PartSizes(10 << 20).of(10_000)).isEqualTo(10 << 20);
        assertThatThrownBy(() -> sizes.of(10_001)).hasMessageContaining("bascule.backup.s3.memory");
        assertThatThrownBy(() -> new PartSizes(1)).hasMessageContaining("5 MiB");
    }
}
