/** Where versions come from and where they serve. */
@NullMarked
package io.signalbox.registry.lineage;

import org.jspecify.annotations.NullMarked;
