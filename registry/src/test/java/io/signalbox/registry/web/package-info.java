@NullMarked
package io.signalbox.registry.web;

import org.jspecify.annotations.NullMarked;
