package io.signalbox.registry.delivery;

/**
 * Something to tell.
 *
 * @param kind whose {@link Recipient} knows where it goes
 * @param target which of that recipient's targets, e.g. the id of a webhook
 * @param stream what it must stay in order with, for the same target: e.g. {@code model flight_delay}
 * @param event what happened, for people, e.g. {@code model_version.created}
 * @param body as it is sent; UTF-8
 */
public record Message(String kind, String target, String stream, String event, String body) {}
