package io.bascule.reporting.live;

import io.bascule.reporting.ReportingProperties;
import io.bascule.reporting.console.Page;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The stream of a page: on connecting all of its live fragments, then those that change. The
 * request's own virtual thread writes; a browser that went away is noticed at the next message, of
 * which there is one each heartbeat at least.
 */
@RestController
class StreamController {

    /** How long a browser waits before it connects again. */
    private static final int RETRY_MILLIS = 1_000;

    private final Streams streams;
    private final ReportingProperties properties;
    private final Clock clock;

    StreamController(Streams streams, ReportingProperties properties, Clock clock) {
        this.streams = streams;
        this.properties = properties;
        this.clock = clock;
    }

    @GetMapping("/api/stream")
    void stream(@RequestParam(defaultValue = "/") String page, HttpServletResponse response)
            throws IOException, InterruptedException {
        var wanted = Page.at(page);
        if (wanted.isEmpty()) {
            response.sendError(
                    HttpServletResponse.SC_NOT_FOUND,
                    "Expected the address of a page such as /runs/orders-1");
            return;
        }
        var subscriber = streams.open(wanted.get());
        if (subscriber.isEmpty()) {
            response.setHeader("Retry-After", "5");
            response.sendError(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "Expected at most "
                            + properties.streams()
                            + " open pages, but there are as many; close one");
            return;
        }
        try {
            write(subscriber.get(), response);
        } catch (IOException gone) {
            // The browser went away: that is how a stream ordinarily ends.
        } finally {
            streams.close(subscriber.get());
        }
    }

    private void write(Subscriber subscriber, HttpServletResponse response)
            throws IOException, InterruptedException {
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        // Proxies that buffer would hold back what is to be seen now.
        response.setHeader("X-Accel-Buffering", "no");
        OutputStream out = response.getOutputStream();
        out.write(("retry: " + RETRY_MILLIS + "\n").getBytes(StandardCharsets.UTF_8));
        write(out, new Subscriber.Message("tick", tick()));
        while (true) {
            var message = subscriber.next(properties.heartbeat());
            if (message == null) {
                write(out, new Subscriber.Message("tick", tick()));
            } else if (message.name().isEmpty()) {
                return;
            } else if (message.name().equals("synced")) {
                write(out, new Subscriber.Message("synced", tick()));
            } else {
                write(out, message);
            }
        }
    }

    /** The server's time, and how long silence lasts at most. */
    private String tick() {
        return clock.instant() + " " + properties.heartbeat().toMillis();
    }

    private static void write(OutputStream out, Subscriber.Message message) throws IOException {
        var text = new StringBuilder("event: ").append(message.name()).append('\n');
        message.data().lines().forEach(line -> text.append("data: ").append(line).append('\n'));
        out.write(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
