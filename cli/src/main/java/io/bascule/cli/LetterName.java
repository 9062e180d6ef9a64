package io.bascule.cli;

import io.bascule.cli.kafka.DeadLetterBox;
import io.bascule.cli.kafka.Letter;
import io.bascule.cli.kafka.Names;
import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import java.util.List;

/** The name of a dead letter: where it lies, such as {@code requests.dlt/2@14}. */
final class LetterName {

    private LetterName() {}

    /** The topics that a letter of that name can lie on. */
    static List<String> topics(String id) {
        int slash = id.lastIndexOf('/');
        if (slash < 1) {
            throw new TalkException(
                    Kind.MALFORMED,
                    "Expected a letter such as requests.dlt/2@14, but found '"
                            + id
                            + "'; bascule dlt list TOPIC names them");
        }
        return DeadLetterBox.topics(List.of(Names.topic(id.substring(0, slash))));
    }

    /** The letter itself. */
    static Letter in(DeadLetterBox box, String id) {
        return box.letter(id)
                .orElseThrow(() ->
                        new TalkException(
                                Kind.UNKNOWN,
                                "Expected a letter that is there, but there is no "
                                        + id
                                        + "; bascule dlt list TOPIC names them"));
    }
}
