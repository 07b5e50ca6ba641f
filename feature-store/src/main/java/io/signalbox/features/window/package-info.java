/** The arithmetic of windowed aggregates, which training sets and online reads share: numbers in, numbers out. */
@NullMarked
package io.signalbox.features.window;

import org.jspecify.annotations.NullMarked;
