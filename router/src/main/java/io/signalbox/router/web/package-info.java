/** Endpoints and their tables over HTTP: the control plane's side. */
@NullMarked
package io.signalbox.router.web;

import org.jspecify.annotations.NullMarked;
