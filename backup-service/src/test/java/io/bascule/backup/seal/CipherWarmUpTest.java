package io.bascule.backup.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CipherWarmUpTest {

    @Test
    void theFirstStreamOfAProcessBeginsItAndItEndsByItself() throws Exception {
        // given a stream that is encrypted
        Keys.ring().newDataKey("a-backup").encrypting(OutputStream.nullOutputStream()).close();

        // when the warm-up that it began has ended
        var begun = CipherWarmUp.begin();
        int segments = begun.get(1, TimeUnit.MINUTES);

        // then it did what it is for, and no other one begins
        assertThat(segments).isEqualTo(CipherWarmUp.SEGMENTS);
        assertThat(CipherWarmUp.begin()).isSameAs(begun);
    }
}
