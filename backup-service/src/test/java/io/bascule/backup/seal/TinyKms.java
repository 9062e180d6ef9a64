package io.bascule.backup.seal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bascule.contracts.EventJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A small server of our own that speaks the wire protocol of AWS KMS (JSON 1.1; Encrypt and
 * Decrypt) and really encrypts: AES-256-GCM, the encryption context as associated data, the key's
 * ARN within the ciphertext. It is no proof that AWS itself does the same.
 */
public final class TinyKms implements AutoCloseable {

    public static final String ARN =
            "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    public static final String OTHER =
            "arn:aws:kms:eu-central-1:111122223333:key/0000abcd-12ab-34cd-56ef-1234567890ab";

    private static final SecureRandom RANDOM = new SecureRandom();

    /** What it does. */
    public enum Mode {
        SERVE,
        REFUSE,
        FAIL,
        STALL
    }

    private final HttpServer server;
    private final Map<String, byte[]> keys = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Mode mode = Mode.SERVE;

    public TinyKms() throws IOException {
        for (var arn : List.of(ARN, OTHER)) {
            var key = new byte[32];
            RANDOM.nextBytes(key);
            keys.put(arn, key);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void set(Mode wanted) {
        mode = wanted;
    }

    /** The bodies of all requests. */
    List<String> asked() {
        return asked;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(target + " " + body);
            switch (mode) {
                case SERVE -> serve(exchange, target, EventJson.mapper().readTree(body));
                case REFUSE ->
                        error(
                                exchange,
                                400,
                                "AccessDeniedException",
                                "bascule may not use the key");
                case FAIL -> error(exchange, 500, "KMSInternalException", "try again");
                case STALL -> closed.await();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange, String target, JsonNode asked) throws IOException {
        String arn = asked.path("KeyId").asString("");
        byte[] key = keys.get(arn);
        if (key == null) {
            error(exchange, 400, "NotFoundException", "Key '" + arn + "' does not exist");
            return;
        }
        var context = new TreeMap<String, String>();
        asked.path("EncryptionContext")
                .forEachEntry((name, value) -> context.put(name, value.asString()));
        try {
            if (target.equals("TrentService.Encrypt")) {
                byte[] plain = Base64.getDecoder().decode(asked.path("Plaintext").asString());
                byte[] nonce = new byte[12];
                RANDOM.nextBytes(nonce);
                byte[] name = arn.getBytes(StandardCharsets.UTF_8);
                byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, context).doFinal(plain);
                byte[] blob =
                        ByteBuffer.allocate(1 + name.length + nonce.length + sealed.length)
                                .put((byte) name.length)
                                .put(name)
                                .put(nonce)
                                .put(sealed)
                                .array();
                reply(exchange, 200, Map.of("CiphertextBlob", base64(blob), "KeyId", arn));
                return;
            }
            byte[] blob = Base64.getDecoder().decode(asked.path("CiphertextBlob").asString());
            int length = blob[0];
            if (!new String(blob, 1, length, StandardCharsets.UTF_8).equals(arn)) {
                error(exchange, 400, "IncorrectKeyException", "made by another key");
                return;
            }
            byte[] nonce = Arrays.copyOfRange(blob, 1 + length, 13 + length);
            byte[] plain =
                    cipher(Cipher.DECRYPT_MODE, key, nonce, context)
                            .doFinal(Arrays.copyOfRange(blob, 13 + length, blob.length));
            reply(exchange, 200, Map.of("Plaintext", base64(plain), "KeyId", arn));
        } catch (GeneralSecurityException e) {
            error(exchange, 400, "InvalidCiphertextException", null);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, Map<String, String> context)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(context.toString().getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static void error(
            HttpExchange exchange, int status, String type, @Nullable String message)
            throws IOException {
        var body = new TreeMap<String, Object>(Map.of("__type", type));
        if (message != null) {
            body.put("message", message);
        }
        reply(exchange, status, body);
    }

    private static void reply(HttpExchange exchange, int status, Map<String, ?> body)
            throws IOException {
        byte[] bytes = EventJson.mapper().writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
