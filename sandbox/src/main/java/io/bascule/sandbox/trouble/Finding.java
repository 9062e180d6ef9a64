package io.bascule.sandbox.trouble;

/**
 * Something that must be so after a trouble, and whether it is.
 *
 * @param claim what must be so
 * @param detail what was found
 */
public record Finding(String claim, boolean held, String detail) {}
