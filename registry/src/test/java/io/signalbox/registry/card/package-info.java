@NullMarked
package io.signalbox.registry.card;

import org.jspecify.annotations.NullMarked;
