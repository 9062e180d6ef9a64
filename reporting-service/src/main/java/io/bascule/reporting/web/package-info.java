/** Reports and the standing answer over HTTP, for people and machines. */
@NullMarked
package io.bascule.reporting.web;

import org.jspecify.annotations.NullMarked;
