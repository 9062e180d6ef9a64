package io.bascule.reporting.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.reporting.console.Page;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FragmentTest {

    private static final String LIST =
            "<main id=\"main\" data-live><h1>Runs</h1><ul id=\"runs\" data-live>%s</ul></main>";

    private static String row(String id, String words) {
        return "<li id=\"" + id + "\" data-live>" + words + "</li>";
    }

    private final Map<String, String> shown = new HashMap<>();

    @Test
    void theFirstTimeThePageIsSentWhole() {
        var sent = Fragment.changes(Fragment.of(LIST.formatted(row("a", "one"))), shown);

        assertThat(sent).singleElement().asString().contains("Runs", "one").doesNotContain("keep");
    }

    @Test
    void whatHasNotChangedIsNotSent() {
        var page = Fragment.of(LIST.formatted(row("a", "one") + row("b", "two")));
        Fragment.changes(page, shown);

        assertThat(Fragment.changes(page, shown)).isEmpty();
        assertThat(
                        Fragment.changes(
                                Fragment.of(LIST.formatted(row("a", "one") + row("b", "three"))),
                                shown))
                .singleElement()
                .asString()
                .contains("id=\"b\"", "three")
                .doesNotContain("one");
    }

    @Test
    void aNewRowIsSentWithPlacesForThoseThatStay() {
        Fragment.changes(Fragment.of(LIST.formatted(row("a", "one"))), shown);

        var sent =
                Fragment.changes(
                        Fragment.of(LIST.formatted(row("b", "two") + row("a", "one"))), shown);

        assertThat(sent)
                .singleElement()
                .asString()
                .contains("id=\"runs\"", "two", "<template data-keep=\"a\"></template>")
                .doesNotContain("one");
        assertThat(shown).containsOnlyKeys("main", "runs", "a", "b");
    }

    @Test
    void aBrowserThatDoesNotTakeItsMessagesIsCutOffAndOthersAreNot() throws Exception {
        var slow = new Subscriber(new Page.Overview());
        var message = new Subscriber.Message("swap", "<p id=\"x\"></p>");

        slow.send(Collections.nCopies(Subscriber.QUEUED, message));
        assertThat(slow.isCut()).isFalse();
        slow.send(Collections.nCopies(3, message));

        assertThat(slow.isCut()).isTrue();
        assertThat(Objects.requireNonNull(slow.next(Duration.ofSeconds(1))).name())
                .as("the end comes at once")
                .isEmpty();
        assertThat(slow.next(Duration.ofMillis(1))).isNull();
    }

    @Test
    void anAddressNamesAPageOrNone() {
        assertThat(Page.at("/runs/orders-1")).contains(new Page.Run("orders-1"));
        assertThat(Page.at("/events?application=orders")).contains(new Page.Events("orders"));
        assertThat(Page.at("/events?application=")).contains(new Page.Events(null));
        assertThat(Page.at("/api/runs")).isEmpty();
        assertThat(Page.at("/runs/a/b")).isEmpty();
        assertThat(Page.at("/runs/" + "a".repeat(101))).isEmpty();
        assertThat(Page.at("/runs/%zz")).isEmpty();
    }
}
