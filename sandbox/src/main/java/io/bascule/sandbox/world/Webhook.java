package io.bascule.sandbox.world;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Somebody's webhook: takes messages whose Standard Webhooks signature is right, once per id. */
public final class Webhook implements AutoCloseable {

    private static final int MAX_BODY = 64 * 1024;

    private final HttpServer server;
    private final byte[] key;
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean gone;

    private Webhook(HttpServer server, byte[] key) {
        this.server = server;
        this.key = key;
    }

    static Webhook start(int port, String secret) {
        try {
            var server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
            var webhook =
                    new Webhook(
                            server,
                            Base64.getDecoder().decode(secret.substring("whsec_".length())));
            server.createContext("/", webhook::take);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return webhook;
        } catch (IOException e) {
            throw new SandboxException(
                    Cause.WORLD,
                    "Expected to listen on port " + port + ", but: " + e.getMessage(),
                    e);
        }
    }

    /** Messages that were taken, each id once. */
    public int taken() {
        return ids.size();
    }

    /** Messages whose signature was wrong. */
    public long refused() {
        return refused.get();
    }

    /**
     * From now on it says of every message that nobody is here to take it (410), or takes it again.
     */
    public void gone(boolean gone) {
        this.gone = gone;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readNBytes(MAX_BODY);
            if (gone) {
                exchange.sendResponseHeaders(HttpURLConnection.HTTP_GONE, -1);
                return;
            }
            var headers = exchange.getRequestHeaders();
            var id = headers.getFirst("webhook-id");
            var signed = id + "." + headers.getFirst("webhook-timestamp") + ".";
            boolean right = isSigned(headers.getFirst("webhook-signature"), signed, body);
            if (right && id != null) {
                ids.add(id);
            } else {
                refused.incrementAndGet();
            }
            exchange.sendResponseHeaders(right ? 204 : 401, -1);
        }
    }

    private boolean isSigned(@Nullable String signatures, String prefix, byte[] body) {
        if (signatures == null) {
            return false;
        }
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(prefix.getBytes(StandardCharsets.UTF_8));
            var expected =
                    ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)))
                            .getBytes(StandardCharsets.UTF_8);
            for (var each : signatures.split(" ", -1)) {
                if (MessageDigest.isEqual(expected, each.getBytes(StandardCharsets.UTF_8))) {
                    return true;
                }
            }
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Expected HMAC-SHA256 in every Java runtime", e);
        }
    }
}
