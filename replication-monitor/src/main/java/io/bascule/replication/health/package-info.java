/** Whether a server answers, judged from queries under a deadline. */
@NullMarked
package io.bascule.replication.health;

import org.jspecify.annotations.NullMarked;
