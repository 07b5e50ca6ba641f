package io.signalbox.features.web;

import static java.util.stream.Collectors.joining;

import com.google.common.base.CharMatcher;
import io.signalbox.features.Quarantine;
import io.signalbox.features.Quarantined;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** How rows of the quarantine are written to be taken home, mended and sent back: as files of the same formats that are ingested. */
sealed interface QuarantineFile {

  String type();

  String extension();

  /** What comes before the first row. */
  String head();

  String line(Quarantined row);

  default void write(Quarantined row, Writer out) {
    try {
      out.write(line(row));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static QuarantineFile ndjson() {
    return new Ndjson();
  }

  static QuarantineFile csv(List<String> columns) {
    return new Csv(columns);
  }

  /** A row's own content, byte for byte, after whose it is. */
  record Ndjson() implements QuarantineFile {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public String type() {
      return BatchesController.NDJSON;
    }

    @Override
    public String extension() {
      return "ndjson";
    }

    @Override
    public String head() {
      return "";
    }

    @Override
    public String line(Quarantined row) {
      return "{\"%s\":%d,\"%s\":%d,\"%s\":%s,\"%s\":%s,%s\n"
          .formatted(
              Quarantine.MANIFEST,
              row.manifest(),
              Quarantine.ROW,
              row.row(),
              Quarantine.RULE,
              JSON.writeValueAsString(row.rule()),
              Quarantine.COLUMN,
              JSON.writeValueAsString(row.column()),
              row.content().substring(1));
    }
  }

  /** As RFC 4180 has it; nothing is a missing value, {@code ""} a text without characters. */
  record Csv(List<String> columns) implements QuarantineFile {
    private static final CharMatcher QUOTED = CharMatcher.anyOf(",\"\r\n");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, @Nullable Object>> ROW =
        new TypeReference<>() {};

    @Override
    public String type() {
      return BatchesController.CSV + ";charset=UTF-8";
    }

    @Override
    public String extension() {
      return "csv";
    }

    @Override
    public String head() {
      return String.join(",", columns) + "\r\n";
    }

    @Override
    public String line(Quarantined row) {
      Map<String, @Nullable Object> cells = new HashMap<>(JSON.readValue(row.content(), ROW));
      cells.put(Quarantine.MANIFEST, row.manifest());
      cells.put(Quarantine.ROW, row.row());
      cells.put(Quarantine.RULE, row.rule());
      cells.put(Quarantine.COLUMN, row.column());
      return columns.stream().map(name -> field(cells.get(name))).collect(joining(",", "", "\r\n"));
    }

    private static String field(@Nullable Object cell) {
      String text = switch (cell) {
        case null -> "";
        case List<?> values -> JSON.writeValueAsString(values);
        default -> cell.toString();
      };
      boolean quoted = QUOTED.matchesAnyOf(text) || (text.isEmpty() && cell != null);
      return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
  }
}
