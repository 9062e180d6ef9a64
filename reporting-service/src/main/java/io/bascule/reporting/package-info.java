/** Facts to measured RTO and RPO: the projection, the reports and their pages. */
@NullMarked
package io.bascule.reporting;

import org.jspecify.annotations.NullMarked;
