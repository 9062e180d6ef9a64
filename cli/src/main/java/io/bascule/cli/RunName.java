package io.bascule.cli;

import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import java.util.regex.Pattern;

/** The name of a run: its application's and the epoch, such as {@code orders-3}. */
final class RunName {

    private static final Pattern FORM = Pattern.compile("(.+)-[0-9]+");

    private RunName() {}

    /**
     * The application that a run is of.
     *
     * @throws TalkException if it is no name of a run
     */
    static String application(String run) {
        var matcher = FORM.matcher(run);
        if (!matcher.matches()) {
            throw new TalkException(
                    Kind.MALFORMED,
                    "Expected a run such as orders-3, but found '"
                            + run
                            + "'; bascule runs lists them");
        }
        return matcher.group(1);
    }
}
