/** What a backup says of itself: the plain JSON document that makes it one. */
@NullMarked
package io.bascule.backup.manifest;

import org.jspecify.annotations.NullMarked;
