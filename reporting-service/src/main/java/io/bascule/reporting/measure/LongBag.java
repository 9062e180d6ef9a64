package io.bascule.reporting.measure;

import java.util.Arrays;

/**
 * Numbers, eight bytes each: a lost tail may hold a million transactions. Kept sorted and without
 * duplicates as seen from outside.
 */
final class LongBag {

    private long[] values = new long[256];
    private int size;
    private boolean sorted = true;

    void add(long value) {
        if (size == values.length) {
            sort();
            if (size > values.length / 2) {
                values = Arrays.copyOf(values, values.length * 2);
            }
        }
        values[size++] = value;
        sorted = false;
    }

    int size() {
        sort();
        return size;
    }

    boolean contains(long value) {
        sort();
        return Arrays.binarySearch(values, 0, size, value) >= 0;
    }

    /** How many of these the other one lacks. */
    int lackingIn(LongBag other) {
        sort();
        int lacking = 0;
        for (int i = 0; i < size; i++) {
            if (!other.contains(values[i])) {
                lacking++;
            }
        }
        return lacking;
    }

    private void sort() {
        if (sorted) {
            return;
        }
        Arrays.sort(values, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || values[i] != values[kept - 1]) {
                values[kept++] = values[i];
            }
        }
        size = kept;
        sorted = true;
    }
}
