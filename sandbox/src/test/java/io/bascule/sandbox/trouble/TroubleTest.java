package io.bascule.sandbox.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TroubleTest {

    @Test
    void namesAreReadWithCommasBetween() {
        assertThat(Trouble.parse("ddl, async-commit"))
                .containsExactlyInAnyOrder(Trouble.DDL, Trouble.ASYNC_COMMIT);
    }

    @Test
    void allAreThoseThatLeaveAnExactNumberAndMoreCanBeAdded() {
        var exact =
                EnumSet.complementOf(
                        EnumSet.of(
                                Trouble.ASYNC_COMMIT, Trouble.OLD_SITE_LOST, Trouble.PAUSE_REPLAY));
        assertThat(Trouble.parse("all")).isEqualTo(exact);
        assertThat(Trouble.parse("all,old-site-lost"))
                .containsAll(exact)
                .contains(Trouble.OLD_SITE_LOST)
                .hasSize(exact.size() + 1);
    }

    @Test
    void anUnknownNameIsRefusedWithEveryNameThatIsKnown() {
        var refusal =
                assertThatIllegalArgumentException().isThrownBy(() -> Trouble.parse("ddl,quake"));
        for (var trouble : Trouble.values()) {
            refusal.withMessageContaining(trouble.label());
        }
        refusal.withMessageContaining("all").withMessageEndingWith("but found 'quake'");
        assertThatIllegalArgumentException().isThrownBy(() -> Trouble.parse(""));
    }

    @Test
    void whatCannotBePlayedTogetherIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trouble.mustFit(Set.of(Trouble.PAUSE_REPLAY, Trouble.DDL), 1))
                .withMessageContaining("pause-replay alone")
                .withMessageContaining("ddl");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trouble.mustFit(Set.of(Trouble.OLD_SITE_LOST), 2))
                .withMessageContaining("one round");
        assertThatNoException()
                .isThrownBy(() -> Trouble.mustFit(Trouble.parse("all,async-commit"), 20));
    }
}
