package io.signalbox.features;

import java.time.ZoneId;
import java.util.Optional;

/**
 * What the columns of handed-in spine rows mean, beside the join keys and request inputs, which have the names and types of the service.
 *
 * @param time the column that says when the question is asked
 * @param label the column that says what turned out
 * @param labelType what the label is read as
 * @param zone where times without a zone are from; absent: they are refused
 */
public record GivenColumns(String time, String label, ValueType labelType, Optional<ZoneId> zone) {}
