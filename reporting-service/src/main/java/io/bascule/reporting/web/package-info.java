/** Figures, reports and the standing answer over HTTP, for machines and for files. */
@NullMarked
package io.bascule.reporting.web;

import org.jspecify.annotations.NullMarked;
