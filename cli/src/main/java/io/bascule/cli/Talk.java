package io.bascule.cli;

import io.bascule.cli.platform.Platform;
import io.bascule.cli.text.Screen;

/**
 * What is said to whom, and in which form.
 *
 * @param json whether it is said for machines
 * @param sameOptions the options that lead to the same platform, to be typed again; with a leading
 *     space, or empty
 */
record Talk(Platform platform, Screen screen, boolean json, String sameOptions) {}
