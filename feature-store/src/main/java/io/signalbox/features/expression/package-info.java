/**
 * Expressions in CEL, compiled and checked once: the one language of contracts, request-time features and gates. A pure room: text and
 * values in, values out.
 */
@NullMarked
package io.signalbox.features.expression;

import org.jspecify.annotations.NullMarked;
