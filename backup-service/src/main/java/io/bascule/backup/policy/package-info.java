/** The rules: identities, schedules, retention, parts. Pure: no clock, no I/O. */
@NullMarked
package io.bascule.backup.policy;

import org.jspecify.annotations.NullMarked;
