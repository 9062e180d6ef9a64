/** What is said of which fact: pure rules, no Spring, no Kafka, no clock. */
@NullMarked
package io.bascule.notification.message;

import org.jspecify.annotations.NullMarked;
