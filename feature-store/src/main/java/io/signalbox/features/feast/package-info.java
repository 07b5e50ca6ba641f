/** Feast's HTTP interface, one more client of the face. */
@NullMarked
package io.signalbox.features.feast;

import org.jspecify.annotations.NullMarked;
