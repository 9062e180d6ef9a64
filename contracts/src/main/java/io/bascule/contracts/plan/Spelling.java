package io.bascule.contracts.plan;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What to say of a word that is not among the known ones. */
final class Spelling {

    /** A typing slip is at most this far from the word that was meant. */
    private static final int SLIP = 2;

    private Spelling() {}

    static String unknown(String word, String what, String... known) {
        return "Expected one of the fields "
                + String.join(", ", known)
                + " in "
                + what
                + ", but found '"
                + word
                + "'"
                + hint(word, List.of(known));
    }

    /** {@code ; did you mean 'x'?} for a slip, else nothing. */
    static String hint(String word, Collection<String> known) {
        String lower = word.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(k -> distance(lower, k.toLowerCase(Locale.ROOT)) <= SLIP)
                .min(Comparator.comparingInt(k -> distance(lower, k.toLowerCase(Locale.ROOT))))
                .map(k -> "; did you mean '" + k + "'?")
                .orElse("");
    }

    /** Levenshtein's distance, row by row; words that differ much in length are far apart. */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > SLIP) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
                diagonal = row[j];
                row[j] = Math.min(same, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
