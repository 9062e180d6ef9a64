package io.bascule.contracts.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.ComposerException;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a plan and finds every mistake in it at once, each with its line and column. A text that is
 * no YAML at all gives one problem, where it stops being YAML. Needs nothing but the text.
 */
public final class PlanReader {

    /** Mistakes that are listed, at most. */
    public static final int MAX_PROBLEMS = 1_000;

    /** Characters of a plan, at most: room for some ten thousand applications. */
    public static final int MAX_CHARACTERS = 16 * 1024 * 1024;

    private PlanReader() {}

    /**
     * Reads a plan.
     *
     * @param fileName the name to be said in problems
     * @param yaml the text of the plan
     */
    public static PlanReading read(String fileName, String yaml) {
        var problems = new Problems(fileName);
        var plan =
                document(fileName, yaml, problems).map(node -> PlanDocument.read(node, problems));
        if (plan.isPresent() && problems.isEmpty()) {
            return new PlanReading.Valid(plan.get(), sha256(yaml));
        }
        if (problems.isEmpty()) {
            problems.add(Optional.empty(), "Expected a plan, but the file is empty");
        }
        return new PlanReading.Invalid(problems.inOrder());
    }

    private static Optional<Node> document(String file, String yaml, Problems problems) {
        var settings =
                LoadSettings.builder().setLabel(file).setCodePointLimit(MAX_CHARACTERS).build();
        try {
            return new Compose(settings).composeString(yaml);
        } catch (ComposerException e) {
            // Its words repeat the alias, which may be a secret that begins with a star.
            problems.add(
                    e.getProblemMark(),
                    "Expected one YAML document whose aliases are defined, but found something else; quote a text that begins with * or &");
        } catch (MarkedYamlEngineException e) {
            problems.add(
                    e.getProblemMark(),
                    "Expected YAML, but " + said(e.getContext()) + said(e.getProblem()));
        } catch (YamlEngineException e) {
            problems.add(Optional.empty(), "Expected YAML, but " + said(e.getMessage()));
        }
        return Optional.empty();
    }

    private static String said(@Nullable String words) {
        return words == null ? "" : words.lines().findFirst().orElse("").strip() + " ";
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected SHA-256 in every Java runtime", e);
        }
    }
}
