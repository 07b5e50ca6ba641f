/** Which arm a unit belongs to: pure, so that every replica and every client computes the same. */
@NullMarked
package io.signalbox.router.assignment;

import org.jspecify.annotations.NullMarked;
