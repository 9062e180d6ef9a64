package io.bascule.notification.delivery;

import io.bascule.backbone.Trace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A generic webhook, signed as Standard Webhooks 1.0 says, in the trace of the event it tells of.
 * Any answer from 200 to 299 is a yes and 410 a no for good; redirects are answers like any other,
 * because they are not followed.
 */
final class Webhook implements Channel {

    /** Of an answer this much is read at most; a longer one counts as none. */
    static final int MOST_ANSWER_BYTES = 16 * 1024;

    private static final int ANSWER_CHARACTERS = 200;

    private final String name;
    private final URI url;
    private final Signature signature;
    private final HttpClient http;
    private final Duration within;
    private final Clock clock;

    /**
     * @param within from the first byte sent to the last one read
     */
    Webhook(
            String name,
            URI url,
            Signature signature,
            HttpClient http,
            Duration within,
            Clock clock) {
        this.name = name;
        this.url = url;
        this.signature = signature;
        this.http = http;
        this.within = within;
        this.clock = clock;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Answer tell(Notification notification) throws InterruptedException {
        // The response's own time-out ends with its headers; this one covers the body too.
        var sent =
                http.sendAsync(
                        request(notification),
                        BodyHandlers.limiting(BodyHandlers.ofString(), MOST_ANSWER_BYTES));
        try {
            return answer(sent.get(within.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            sent.cancel(true);
            return new Answer.NotTaken("no answer within " + within.toMillis() + " ms", false);
        } catch (InterruptedException e) {
            sent.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            return new Answer.NotTaken(reason(e), false);
        }
    }

    private HttpRequest request(Notification notification) {
        long timestamp = clock.instant().getEpochSecond();
        return HttpRequest.newBuilder(url)
                .header("content-type", "application/json")
                .header("user-agent", "bascule")
                .header("traceparent", Trace.follow(notification.about().traceparent()))
                .header("webhook-id", notification.id())
                .header("webhook-timestamp", Long.toString(timestamp))
                .header(
                        "webhook-signature",
                        signature.of(notification.id(), timestamp, notification.body()))
                .POST(BodyPublishers.ofString(notification.body()))
                .build();
    }

    private static Answer answer(HttpResponse<String> response) {
        int status = response.statusCode();
        String said = (status + " " + oneLine(response.body())).strip();
        return status >= 200 && status < 300
                ? new Answer.Taken(said)
                : new Answer.NotTaken(
                        "Expected an answer from 200 to 299, but found " + said, status == 410);
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String said = cause.getMessage() == null ? "" : ": " + oneLine(cause.getMessage());
        return (cause instanceof IOException ? "" : "unexpected ")
                + cause.getClass().getSimpleName()
                + said;
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= ANSWER_CHARACTERS ? line : line.substring(0, ANSWER_CHARACTERS);
    }
}
