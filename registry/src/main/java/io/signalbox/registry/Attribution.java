package io.signalbox.registry;

/**
 * Who made a change, and why.
 *
 * @param author the authenticated name, {@code local} where no token is in use, or {@code signalbox} for what it does by itself
 * @param reason free text, may be empty
 */
public record Attribution(String author, String reason) {}
