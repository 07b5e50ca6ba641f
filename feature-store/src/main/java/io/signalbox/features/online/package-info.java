/** The values that are served, in memory. */
@NullMarked
package io.signalbox.features.online;

import org.jspecify.annotations.NullMarked;
