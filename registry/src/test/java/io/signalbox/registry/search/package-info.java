@NullMarked
package io.signalbox.registry.search;

import org.jspecify.annotations.NullMarked;
