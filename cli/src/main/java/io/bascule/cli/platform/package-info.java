/** Where the platform is that a command talks to. */
@NullMarked
package io.bascule.cli.platform;

import org.jspecify.annotations.NullMarked;
