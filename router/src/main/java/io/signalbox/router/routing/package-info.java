/** Endpoints and their tables: where they are kept, how they change, and how every replica comes to serve by them. */
@NullMarked
package io.signalbox.router.routing;

import org.jspecify.annotations.NullMarked;
