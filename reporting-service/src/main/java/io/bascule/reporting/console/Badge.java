package io.bascule.reporting.console;

/** A state in a word, with its tone. */
public record Badge(Tone tone, String words) {}
