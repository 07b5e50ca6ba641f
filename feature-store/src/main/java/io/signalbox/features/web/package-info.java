/** The feature store's REST interface. */
@NullMarked
package io.signalbox.features.web;

import org.jspecify.annotations.NullMarked;
