/** Features: each value with the moment it became known. */
@NullMarked
package io.signalbox.features;

import org.jspecify.annotations.NullMarked;
