@NullMarked
package io.signalbox.registry;

import org.jspecify.annotations.NullMarked;
