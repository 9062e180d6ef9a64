/** What the topics say, read without a group, and the few things that are written to them. */
@NullMarked
package io.bascule.cli.kafka;

import org.jspecify.annotations.NullMarked;
