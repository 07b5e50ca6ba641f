package io.signalbox.registry.tracking;

import io.signalbox.registry.RegistryException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** What names, values and batches may be, refused in the words of MLflow's server, which its clients match. */
final class Allowed {
  static final int KEY_LENGTH = 250;
  static final int PARAM_LENGTH = 6_000;
  static final int TAG_LENGTH = 8_000;
  static final int EXPERIMENT_TAG_LENGTH = 20_000;
  static final int EXPERIMENT_NAME_LENGTH = 500;
  static final int METRICS_IN_BATCH = 1_000;
  static final int PARAMS_AND_TAGS_IN_BATCH = 100;

  private static final Pattern NAME =
      Pattern.compile("[/\\w.\\- :]*", Pattern.UNICODE_CHARACTER_CLASS);

  private static final JsonMapper JSON = JsonMapper.shared();

  private Allowed() {}

  static void batch(Batch batch) {
    for (int i = 0; i < batch.metrics().size(); i++) {
      metric(batch.metrics().get(i), "metrics[" + i + "].");
    }
    for (int i = 0; i < batch.params().size(); i++) {
      key(batch.params().get(i).getKey(), "params[" + i + "].key", "Param key");
    }
    for (int i = 0; i < batch.tags().size(); i++) {
      String path = "tags[" + i + "].key";
      key(batch.tags().get(i).getKey(), path, path);
    }
    atMost("metrics", METRICS_IN_BATCH, batch.metrics().size());
    atMost("params", PARAMS_AND_TAGS_IN_BATCH, batch.params().size());
    atMost("tags", PARAMS_AND_TAGS_IN_BATCH, batch.tags().size());
    atMost(
        "metrics, params, and tags",
        METRICS_IN_BATCH,
        batch.metrics().size() + batch.params().size() + batch.tags().size());
    noKeyTwice(batch.params());
  }

  /** {@code path} is what stands before a field's name in messages. */
  static void metric(MetricPoint point, String path) {
    key(point.key(), path + "name", "Metric name");
    if (point.millis() < 0) {
      throw new RegistryException.Invalid("Invalid value " + point.millis() + " for parameter '"
          + path + "timestamp' supplied: metric '" + point.key() + "' (value=" + point.value()
          + "). Timestamp must be a nonnegative long (64-bit integer) ");
    }
  }

  /** The name of a metric, param or tag: it may be used as a path, so it must not resolve to another. */
  static void key(String name, String path, String what) {
    String problem = "";
    if (!NAME.matcher(name).matches()) {
      problem = "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.),"
          + " spaces ( ), colon(:) and slashes (/).";
    } else if (!isItsOwnPath(name)) {
      problem = "Names may be treated as files in certain cases, and must not resolve to other"
          + " names when treated as such. This name would resolve to '" + normalized(name) + "'";
    }
    if (!problem.isEmpty()) {
      throw new RegistryException.Invalid("Invalid value " + JSON.writeValueAsString(name)
          + " for parameter '" + path + "' supplied: " + problem);
    }
    length(what, KEY_LENGTH, name);
  }

  static void length(String what, int most, String value) {
    if (value.length() > most) {
      throw new RegistryException.Invalid(
          "'" + what + "' exceeds the maximum length of " + most + " characters");
    }
  }

  /** MLflow's server cuts long params and tags, and its autologging relies on that. */
  static String cut(String value, int most) {
    return value.length() > most ? value.substring(0, most) : value;
  }

  static void experimentName(String name) {
    if (name.isEmpty()) {
      throw new RegistryException.Invalid("Invalid experiment name: ''");
    }
    length("name", EXPERIMENT_NAME_LENGTH, name);
  }

  private static boolean isItsOwnPath(String name) {
    String normalized = normalized(name);
    return normalized.equals(name)
        && !name.equals(".")
        && !name.startsWith("..")
        && !name.startsWith("/");
  }

  /** As POSIX resolves {@code .}, {@code ..} and repeated slashes in a path. */
  private static String normalized(String name) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : name.split("/", -1)) {
      if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    String joined = (name.startsWith("/") ? "/" : "") + String.join("/", parts);
    return joined.isEmpty() ? "." : joined;
  }

  private static void atMost(String what, int most, int found) {
    if (found > most) {
      throw new RegistryException.Invalid("A batch logging request can contain at most " + most
          + " " + what + ". Got " + found + " " + what + ". Please split up " + what
          + " across multiple requests and try again.");
    }
  }

  private static void noKeyTwice(List<Map.Entry<String, String>> params) {
    Set<String> seen = new HashSet<>();
    List<String> twice = params.stream()
        .map(Map.Entry::getKey)
        .filter(key -> !seen.add(key))
        .map(key -> "'" + key + "'")
        .toList();
    if (!twice.isEmpty()) {
      throw new RegistryException.Invalid("Duplicate parameter keys have been submitted: " + twice
          + ". Please ensure the request contains only one param value per param key.");
    }
  }
}
