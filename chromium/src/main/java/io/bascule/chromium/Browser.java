package io.bascule.chromium;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A headless Chromium with one page, driven by its own DevTools protocol. Each thing asked of it is
 * awaited for at most 90 s; what is not answered then is an {@link IllegalStateException}.
 */
public final class Browser implements AutoCloseable {

    private static final int SECONDS = 90;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Process process;
    private final WebSocket socket;
    private final String session;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** Errors of the console and uncaught exceptions; whoever looks may take them out. */
    public List<String> errors() {
        return errors;
    }

    /** Addresses that were asked for, in order; whoever looks may take them out. */
    public List<String> requests() {
        return requests;
    }

    /** Debian's package, or whatever is called so elsewhere; empty if there is none. */
    public static Optional<Path> executable() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name ->
                        Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(":"))
                                .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it.
     *
     * @param profile a folder of its own, made if it is not there
     * @throws Exception if it does not say within 90 s where it listens
     */
    public Browser(Path executable, Path profile) throws Exception {
        process =
                new ProcessBuilder(
                                executable.toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-dev-shm-usage",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--hide-scrollbars",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectErrorStream(true)
                        .start();
        socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(address(), new Listener())
                        .get(SECONDS, TimeUnit.SECONDS);
        var target = send(null, "Target.createTarget", Map.of("url", "about:blank"));
        session =
                send(
                                null,
                                "Target.attachToTarget",
                                Map.of(
                                        "targetId",
                                        target.get("targetId").asString(),
                                        "flatten",
                                        true))
                        .get("sessionId")
                        .asString();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            send(domain + ".enable", Map.of());
        }
    }

    /** It says on its output where it listens; the rest of that is let go. */
    private URI address() throws Exception {
        var found = new CompletableFuture<URI>();
        var _ =
                Thread.ofVirtual()
                        .start(() -> {
                            try (var lines = process.inputReader()) {
                                String line = lines.readLine();
                                while (line != null) {
                                    int at = line.indexOf("ws://");
                                    if (at >= 0) {
                                        found.complete(URI.create(line.substring(at).strip()));
                                    }
                                    line = lines.readLine();
                                }
                            } catch (IOException e) {
                                // Its output ends with it; if it never said where, this is why.
                                found.completeExceptionally(e);
                            } finally {
                                found.completeExceptionally(
                                        new IllegalStateException(
                                                "Expected Chromium to listen, but it ended"));
                            }
                        });
        return found.get(SECONDS, TimeUnit.SECONDS);
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(JSON.readTree(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void take(JsonNode message) {
        if (message.has("id")) {
            var answer = answers.remove(message.get("id").asInt());
            if (answer != null && message.has("error")) {
                answer.completeExceptionally(new IllegalStateException(message.toString()));
            } else if (answer != null) {
                answer.complete(message.get("result"));
            }
            return;
        }
        JsonNode said = message.path("params");
        switch (message.path("method").asString("")) {
            case "Runtime.exceptionThrown" -> errors.add(said.toString());
            case "Runtime.consoleAPICalled" -> {
                if (said.get("type").asString().equals("error")) {
                    errors.add(said.toString());
                }
            }
            case "Log.entryAdded" -> {
                if (said.get("entry").get("level").asString().equals("error")) {
                    errors.add(said.toString());
                }
            }
            case "Network.requestWillBeSent" ->
                    requests.add(said.get("request").get("url").asString());
            default -> {
                // Of no interest to any test.
            }
        }
    }

    /** Sends a command of the protocol to the page; its result. */
    public JsonNode send(String method, Map<String, ?> parameters) {
        return send(session, method, parameters);
    }

    private JsonNode send(@Nullable String to, String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        answers.put(id, answer);
        var message = new java.util.HashMap<String, Object>();
        message.put("id", id);
        message.put("method", method);
        message.put("params", parameters);
        if (to != null) {
            message.put("sessionId", to);
        }
        try {
            var _ = socket.sendText(JSON.writeValueAsString(message), true).get();
            return answer.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Expected an answer to " + method + ", but " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Opens a page and waits until it is loaded. */
    public void open(String url) {
        send("Page.navigate", Map.of("url", url));
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .until(() ->
                        evaluate("document.readyState === 'complete' && location.href")
                                .asString("")
                                .equals(url));
    }

    /** The value of an expression; a promise is awaited. */
    public JsonNode evaluate(String expression) {
        var answer =
                send(
                        "Runtime.evaluate",
                        Map.of(
                                "expression", expression,
                                "returnByValue", true,
                                "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer);
        }
        return answer.get("result").path("value");
    }

    /** What a person reads in the first element of that selector; empty if there is none. */
    public String text(String selector) {
        return evaluate("document.querySelector('" + selector + "')?.innerText ?? ''").asString();
    }

    /**
     * Presses a key.
     *
     * @param code its Windows virtual key code
     * @param modifiers 1 Alt, 2 Ctrl, 4 Meta, 8 Shift, added
     */
    public void press(String key, int code, int modifiers) {
        for (String type : List.of("rawKeyDown", "char", "keyUp")) {
            if (type.equals("char") && !key.equals("Enter")) {
                continue;
            }
            send(
                    "Input.dispatchKeyEvent",
                    Map.of(
                            "type",
                            type,
                            "key",
                            key,
                            "code",
                            key,
                            "windowsVirtualKeyCode",
                            code,
                            "modifiers",
                            modifiers,
                            "text",
                            type.equals("char") ? "\r" : ""));
        }
    }

    /** The size of the window in CSS pixels; less than 600 wide it is a phone. */
    public void size(int width, int height) {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        width,
                        "height",
                        height,
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        width < 600));
    }

    /** Whether the person prefers dark colours. */
    public void dark(boolean dark) {
        send(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of(
                                        "name",
                                        "prefers-color-scheme",
                                        "value",
                                        dark ? "dark" : "light"))));
    }

    /** Writes a picture of what is seen, as PNG. */
    public void picture(Path file) {
        var data = send("Page.captureScreenshot", Map.of("format", "png")).get("data").asString();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }
}
