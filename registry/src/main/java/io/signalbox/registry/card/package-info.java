/** What is on record of versions, put side by side and on paper; and what was decided on it. */
@NullMarked
package io.signalbox.registry.card;

import org.jspecify.annotations.NullMarked;
