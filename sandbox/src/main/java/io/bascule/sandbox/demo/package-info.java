/** A disaster from start to report, narrated, with every claim checked. */
@NullMarked
package io.bascule.sandbox.demo;

import org.jspecify.annotations.NullMarked;
