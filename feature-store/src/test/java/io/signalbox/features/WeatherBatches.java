package io.signalbox.features;

import java.util.Map;

/** Batches of the view of the weather as a client sends them. */
final class WeatherBatches {
  private WeatherBatches() {}

  static String row(String column, String value) {
    StringBuilder row = new StringBuilder("{");
    Map<String, String> good = new java.util.LinkedHashMap<>();
    good.put("origin", "\"EWR\"");
    good.put("observed_at", "\"2026-03-01T10:00:00Z\"");
    good.put("reported_at", "\"2026-03-01T10:05:00Z\"");
    good.put("wind_mph", "7.5");
    good.put("flights", "3");
    good.put("sky", "\"clear\"");
    good.put("station", "\"KEWR\"");
    if (value.equals("(absent)")) {
      good.remove(column);
    } else {
      good.put(column, value);
    }
    good.forEach(
        (name, text) -> row.append(row.length() > 1 ? "," : "").append("\"" + name + "\":" + text));
    return row.append("}").toString();
  }

  static String batches(String view, String... rows) {
    return "{\"batches\":[{\"view\":\"%s\",\"source\":\"test\",\"rows\":[%s]}]}"
        .formatted(view, String.join(",", rows));
  }
}
