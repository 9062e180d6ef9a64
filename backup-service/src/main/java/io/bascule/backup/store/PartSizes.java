package io.bascule.backup.store;

/**
 * How large the parts of a multipart upload are. S3 takes at most 10,000 parts of at least 5 MiB;
 * parts grow, so that a small object needs little memory and a large one still fits: 8 MiB for the
 * first 1,000 parts, 64 MiB up to part 3,000, then 256 MiB, in all 1.8 TiB.
 *
 * @param largest no part is larger than this, in bytes, because that much memory is given to it
 */
record PartSizes(long largest) {

    /** S3's own bound. */
    static final int MOST_PARTS = 10_000;

    private static final long MIB = 1L << 20;
    private static final long SMALLEST = 5 * MIB;

    public PartSizes {
        if (largest < SMALLEST || largest > 1024 * MIB) {
            throw new IllegalArgumentException(
                    "Expected parts of 5 MiB to 1 GiB, but found "
                            + largest
                            + " bytes; change bascule.backup.s3.memory");
        }
    }

    /**
     * The size of a part.
     *
     * @param number from 1
     * @throws IllegalArgumentException if S3 takes no such part
     */
    int of(int number) {
        if (number < 1 || number > MOST_PARTS) {
            throw new IllegalArgumentException(
                    "Expected at most "
                            + MOST_PARTS
                            + " parts of at most "
                            + largest
                            + " bytes, but the object is larger; give more memory with bascule.backup.s3.memory");
        }
        long wanted = number <= 1_000 ? 8 * MIB : number <= 3_000 ? 64 * MIB : 256 * MIB;
        return (int) Math.min(wanted, largest);
    }
}
