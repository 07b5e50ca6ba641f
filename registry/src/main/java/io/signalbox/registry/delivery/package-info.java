/**
 * Messages to others over HTTP, for any module: kept in the transaction of what they tell, sent at least once, in order per
 * stream, tried again for a day, and never to an address that is not public unless the server was told so.
 */
@NullMarked
package io.signalbox.registry.delivery;

import org.jspecify.annotations.NullMarked;
