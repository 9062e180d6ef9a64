package io.bascule.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

    @ParameterizedTest
    @ValueSource(strings = {"0/0", "16/B374D848", "1/0", "0/FFFFFFFF", "FFFFFFFF/FFFFFFFF"})
    void isWrittenAsPostgresWritesIt(String text) {
        assertThat(Lsn.parse(text)).hasToString(text);
    }

    @Test
    void isAnOffsetInBytes() {
        assertThat(Lsn.parse("1/0").minus(Lsn.parse("0/FFFFFFF0"))).isEqualTo(16);
        assertThat(Lsn.parse("0/10").minus(Lsn.parse("0/20"))).isEqualTo(-16);
    }

    @Test
    void isComparedWithoutSign() {
        assertThat(Lsn.parse("80000000/0").isAfter(Lsn.parse("7FFFFFFF/FFFFFFFF"))).isTrue();
        assertThat(Lsn.parse("FFFFFFFF/0")).isGreaterThan(Lsn.ZERO);
    }

    @Test
    void isNotAfterItself() {
        assertThat(Lsn.parse("16/B374D848").isAfter(Lsn.parse("16/B374D848"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "1", "1/", "/1", "1/2/3", "G/0", "100000000/0", "0/-1", "0/ 1"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Lsn.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected an LSN such as 16/B374D848, but found '" + text + "'");
    }

    @Test
    void positionsAreComparedOnOneLineOnly() {
        var here = new Position("7388", 1, Lsn.parse("0/10"));

        assertThat(here.sameLine(new Position("7388", 1, Lsn.parse("0/99")))).isTrue();
        assertThat(here.sameLine(new Position("7388", 2, Lsn.parse("0/10")))).isFalse();
        assertThat(here.sameLine(new Position("7389", 1, Lsn.parse("0/10")))).isFalse();
    }
}
