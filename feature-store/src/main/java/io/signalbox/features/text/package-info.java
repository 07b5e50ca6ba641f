/** Rows as text: CSV and newline-delimited JSON. */
@NullMarked
package io.signalbox.features.text;

import org.jspecify.annotations.NullMarked;
