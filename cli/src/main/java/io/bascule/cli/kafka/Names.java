package io.bascule.cli.kafka;

import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import io.bascule.contracts.Topic;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Names of topics, in full ({@code dr.requests.v1}) and as people type them ({@code requests}). */
public final class Names {

    static final String DEAD = ".dlt";

    private Names() {}

    /** A topic's name as people type it; one that is not ours as it is. */
    public static String brief(String topic) {
        return topic.replaceFirst("^dr\\.(.+)\\.v1(\\.dlt)?$", "$1$2");
    }

    /** The topic that dead letters came from. */
    public static String source(String topic) {
        return topic.endsWith(DEAD) ? topic.substring(0, topic.length() - DEAD.length()) : topic;
    }

    /**
     * The topic of ours that somebody means.
     *
     * @throws TalkException if there is none; it names all
     */
    public static Topic topic(String typed) {
        var name = source(typed);
        return Arrays.stream(Topic.values())
                .filter(t -> t.topicName().equals(name) || brief(t.topicName()).equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new TalkException(
                                Kind.MALFORMED,
                                "Expected a topic, but found '%s'; there are %s"
                                        .formatted(
                                                typed,
                                                Arrays.stream(Topic.values())
                                                        .map(t -> brief(t.topicName()))
                                                        .collect(Collectors.joining(", ")))));
    }
}
