package io.bascule.sandbox.standing;

import io.bascule.contracts.EventJson;
import io.bascule.sandbox.client.OrdersClient;
import io.bascule.sandbox.world.Progress;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.SandboxException.Cause;
import io.bascule.sandbox.world.WorldSettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The process of a standing sandbox. While it starts it says on its standard output, a line of JSON
 * each, what it does ({@link Line}), and closes it when it is ready or has failed. Everything is in
 * its log as well, which is its standard error.
 *
 * <p>Arguments: the folder, the port base or {@code -}, the console's port or {@code -}, orders per
 * second.
 */
final class StandingProcess {

    private static final int CONNECTIONS = 4;

    private StandingProcess() {}

    /**
     * What it says while it starts: one of the three.
     *
     * @param says what was done
     * @param ready where it is, now that it answers
     * @param failed why it will not
     */
    record Line(@Nullable String says, @Nullable WorldFile ready, @Nullable Failed failed) {

        /** Why, and one line for a person. */
        record Failed(Cause cause, String message) {}
    }

    public static void main(String[] args) throws InterruptedException {
        var told = new Told(new FileOutputStream(FileDescriptor.out));
        System.setOut(System.err);
        var settings =
                WorldSettings.lasting(
                        new WorldSettings.Lasting(
                                Path.of(args[0]), number(args[1]), number(args[2])));
        var pace = new OrdersClient.Pace(CONNECTIONS, Integer.parseInt(args[3]));
        try (var standing = Standing.start(settings, pace, told)) {
            told.ready(standing.where());
            standing.awaitEnd();
        } catch (SandboxException e) {
            told.failed(e.why(), String.valueOf(e.getMessage()));
            System.exit(1);
        }
        System.exit(0);
    }

    private static @Nullable Integer number(String text) {
        return text.equals("-") ? null : Integer.valueOf(text);
    }

    /** Says everything in the log, and to whoever started it as long as that one listens. */
    private static final class Told implements Progress {

        private final OutputStream starter;
        private boolean gone;

        Told(OutputStream starter) {
            this.starter = starter;
        }

        @Override
        public synchronized void says(String line) {
            log(line);
            tell(new Line(line, null, null));
        }

        synchronized void ready(WorldFile where) {
            log("the sandbox answers");
            tell(new Line(null, where, null));
            leave();
        }

        synchronized void failed(Cause cause, String message) {
            log(message);
            tell(new Line(null, null, new Line.Failed(cause, message)));
            leave();
        }

        private static void log(String line) {
            System.err.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line);
        }

        private void tell(Line line) {
            if (gone) {
                return;
            }
            try {
                var text = EventJson.mapper().writeValueAsString(line) + "\n";
                starter.write(text.getBytes(StandardCharsets.UTF_8));
                starter.flush();
            } catch (IOException _) {
                // Whoever started it has gone; the log has it.
                gone = true;
            }
        }

        private void leave() {
            gone = true;
            try {
                starter.close();
            } catch (IOException _) {
                // Nobody listens, as intended.
            }
        }
    }
}
