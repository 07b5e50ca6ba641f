package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.signalbox.features.expression.Expression;
import java.util.List;
import java.util.Map;

/**
 * A version of a request view, compiled.
 *
 * @param views the versions of the views that it reads
 */
record RequestView(
    RequestViewDefinition definition,
    int version,
    List<Feature> features,
    Map<String, Integer> views) {

  RequestView {
    features = ImmutableList.copyOf(features);
    views = ImmutableMap.copyOf(views);
  }

  record Feature(Field field, Expression expression) {}
}
