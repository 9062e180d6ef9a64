package io.bascule.failover.executor.haproxy;

import io.bascule.failover.executor.StepFailedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HAProxy's runtime API: one connection per command. It answers errors as text, so a command that
 * is to answer nothing has failed if it answers anything.
 */
final class RuntimeApi {

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 1024 * 1024;

    private final String control;

    /**
     * Connects to nothing yet.
     *
     * @param control path of a Unix socket, or host:port
     */
    RuntimeApi(String control) {
        this.control = control;
    }

    /** Runs a command that answers nothing. */
    void run(String command) {
        var answer = ask(command).strip();
        if (!answer.isEmpty()) {
            throw new StepFailedException(
                    "Expected HAProxy to take '" + command + "', but it answers: " + answer);
        }
    }

    /** Runs a command and returns its answer; 2 s at most. */
    String ask(String command) {
        var task = new FutureTask<>(() -> exchange(command));
        var thread = Thread.ofVirtual().start(task);
        try {
            return task.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Interrupting closes the channel.
            thread.interrupt();
            throw new StepFailedException(
                    "Expected HAProxy's runtime API at "
                            + control
                            + " to answer within "
                            + DEADLINE
                            + ", but "
                            + (e.getCause() == null ? "it did not" : e.getCause()),
                    e);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new StepFailedException("Interrupted while asking HAProxy", e);
        }
    }

    /** The servers of a backend, as {@code show servers state} tells them. */
    List<ServerState> servers(String backend) {
        var answer = ask("show servers state " + backend);
        var states = new ArrayList<ServerState>();
        for (var line : answer.lines().toList()) {
            var words = line.strip().split(" ", -1);
            if (words.length > 6 && words[1].equals(backend)) {
                states.add(
                        new ServerState(
                                words[3], Integer.parseInt(words[5]), Integer.parseInt(words[6])));
            }
        }
        if (states.isEmpty()) {
            throw new StepFailedException(
                    "Expected the servers of backend '"
                            + backend
                            + "', but HAProxy answers: "
                            + answer.strip());
        }
        return states;
    }

    private String exchange(String command) throws IOException {
        try (var channel = SocketChannel.open(family())) {
            channel.connect(address());
            var out = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
            while (out.hasRemaining()) {
                channel.write(out);
            }
            var answer = new StringBuilder();
            var in = ByteBuffer.allocate(16 * 1024);
            while (channel.read(in) >= 0 && answer.length() < MOST_BYTES) {
                in.flip();
                answer.append(StandardCharsets.UTF_8.decode(in));
                in.clear();
            }
            return answer.toString();
        }
    }

    private StandardProtocolFamily family() {
        return control.contains("/") ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET;
    }

    private SocketAddress address() {
        if (control.contains("/")) {
            return UnixDomainSocketAddress.of(Path.of(control));
        }
        int colon = control.lastIndexOf(':');
        return new InetSocketAddress(
                control.substring(0, colon), Integer.parseInt(control.substring(colon + 1)));
    }
}
