/** Signalbox's own REST interface to models. */
@NullMarked
package io.signalbox.registry.web;

import org.jspecify.annotations.NullMarked;
