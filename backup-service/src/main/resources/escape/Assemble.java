import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts files together from the plain index and packs of a backup, with nothing but a JDK (17 or
 * newer):
 *
 * <pre>java Assemble.java manifest.json PLAIN_FOLDER TARGET_FOLDER</pre>
 *
 * With the manifest alone it says which packs are needed, one name per line. PLAIN_FOLDER holds the index as index.jsonl and each pack under the last part of its name. Ends
 * with exit code 1, and says why, if a content is not what its hash says.
 */
class Assemble {

    public static void main(String[] args) throws Exception {
        if (args.length != 1 && args.length != 3) {
            System.err.println(
                    "usage: java Assemble.java manifest.json [PLAIN_FOLDER TARGET_FOLDER]");
            System.exit(2);
        }
        try {
            if (args.length == 1) {
                packs(Files.readString(Path.of(args[0]))).forEach(System.out::println);
                return;
            }
            Path plain = Path.of(args[1]);
            Path target = Path.of(args[2]).toAbsolutePath().normalize();
            List<String> packs = packs(Files.readString(Path.of(args[0])));
            List<String> lines = Files.readAllLines(plain.resolve("index.jsonl"));
            for (String line : lines) {
                restore(line, plain, packs, target);
            }
            for (int i = lines.size() - 1; i >= 0; i--) {
                attributes(lines.get(i), target);
            }
            System.err.println(lines.size() + " restored");
        } catch (Exception e) {
            System.err.println("Assemble: " + e);
            System.exit(1);
        }
    }

    /** The packs of a manifest in order: the last parts of their names. */
    static List<String> packs(String manifest) {
        Matcher packs = Pattern.compile("\"packs\"\\s*:\\s*\\[").matcher(manifest);
        List<String> names = new ArrayList<>();
        if (packs.find()) {
            Matcher key = Pattern.compile("\"key\"\\s*:\\s*\"([^\"]+)\"").matcher(manifest);
            for (int at = packs.end(); key.find(at); at = key.end()) {
                names.add(key.group(1).substring(key.group(1).lastIndexOf('/') + 1));
            }
        }
        return names;
    }

    static void restore(String line, Path plain, List<String> packs, Path target) throws Exception {
        Path file = at(line, target);
        Files.createDirectories(file.getParent());
        String kind = text(line, "kind");
        if (kind.equals("FOLDER")) {
            Files.createDirectories(file);
        } else if (kind.equals("LINK")) {
            Files.createSymbolicLink(file, Path.of(text(line, "link")));
        } else {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (var out = Files.newOutputStream(file)) {
                String pack = number(line, "pack");
                if (pack != null) {
                    Path from = plain.resolve(packs.get(Integer.parseInt(pack)));
                    try (var in = new RandomAccessFile(from.toFile(), "r")) {
                        in.seek(Long.parseLong(number(line, "offset")));
                        byte[] buffer = new byte[1 << 16];
                        long left = Long.parseLong(number(line, "bytes"));
                        while (left > 0) {
                            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                            if (n < 0) {
                                throw new IOException("the pack ends early: " + from);
                            }
                            out.write(buffer, 0, n);
                            digest.update(buffer, 0, n);
                            left -= n;
                        }
                    }
                }
            }
            String hash = HexFormat.of().formatHex(digest.digest());
            if (!hash.equals(text(line, "sha256"))) {
                throw new IOException("the content of " + file + " is not what was backed up");
            }
        }
    }

    static void attributes(String line, Path target) throws IOException {
        String mode = number(line, "mode");
        if (mode != null && !text(line, "kind").equals("LINK")) {
            Path file = at(line, target);
            Files.setAttribute(file, "unix:mode", Integer.parseInt(mode));
            Files.setLastModifiedTime(
                    file,
                    FileTime.from(Long.parseLong(number(line, "modified")), TimeUnit.NANOSECONDS));
        }
    }

    static Path at(String line, Path target) throws IOException {
        Path file = target.resolve(text(line, "path")).normalize();
        if (!file.startsWith(target) || file.equals(target)) {
            throw new IOException("a path that leads out of the folder: " + file);
        }
        return file;
    }

    static String number(String line, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":(-?\\d+)").matcher(line);
        return found.find() ? found.group(1) : null;
    }

    static String text(String line, String name) {
        Matcher found =
                Pattern.compile("\"" + name + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(line);
        if (!found.find()) {
            return "";
        }
        StringBuilder plain = new StringBuilder();
        String quoted = found.group(1);
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char escaped = quoted.charAt(++i);
            switch (escaped) {
                case 'n' -> plain.append('\n');
                case 't' -> plain.append('\t');
                case 'r' -> plain.append('\r');
                case 'b' -> plain.append('\b');
                case 'f' -> plain.append('\f');
                case 'u' -> {
                    plain.append((char) Integer.parseInt(quoted.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> plain.append(escaped);
            }
        }
        return plain.toString();
    }
}
