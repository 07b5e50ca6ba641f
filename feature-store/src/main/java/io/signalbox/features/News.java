package io.signalbox.features;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What servers on one database tell each other, by NOTIFY: it arrives when the transaction commits, and not if it does not. */
@Repository
class News {

  static final String CHANNEL = "signalbox_features";

  private static final String DEFINITIONS = "definitions";
  private static final Pattern ROWS = Pattern.compile("(\\S+) (\\S+) (\\d+) (\\d+) (\\d+)");
  private static final Pattern ALL = Pattern.compile("(\\S+) (\\S+) (\\d+)");

  private final JdbcClient jdbc;
  private final String self = UUID.randomUUID().toString();

  News(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What another server said. */
  sealed interface Heard {
    /** Definitions were applied. */
    record Definitions() implements Heard {}

    /** Rows were added. */
    record Added(String view, int history, long first, long last) implements Heard {}

    /** What is served of a history changed. */
    record Changed(String view, int history) implements Heard {}
  }

  void definitions() {
    tell(List.of(DEFINITIONS));
  }

  /** Takes the rows of batches, whose sequences follow each other. */
  void added(List<Rows> batches) {
    tell(batches.stream()
        .filter(rows -> rows.size() > 0)
        .map(rows -> "%s %s %d %d %d"
            .formatted(
                self,
                rows.schema().view(),
                rows.schema().history(),
                rows.sequence(0),
                rows.sequence(rows.size() - 1)))
        .toList());
  }

  void changed(RowSchema schema) {
    tell(List.of("%s %s %d".formatted(self, schema.view(), schema.history())));
  }

  private void tell(List<String> texts) {
    if (!texts.isEmpty()) {
      jdbc.sql("SELECT pg_notify(?, text) FROM unnest(?::text[]) AS text")
          .params(CHANNEL, texts.toArray(String[]::new))
          .query((rs, row) -> true)
          .list();
    }
  }

  /** Empty for what this server said itself, and for what it does not understand. */
  Optional<Heard> read(String text) {
    if (text.equals(DEFINITIONS)) {
      return Optional.of(new Heard.Definitions());
    }
    Matcher rows = ROWS.matcher(text);
    Matcher all = ALL.matcher(text);
    if (text.startsWith(self)) {
      return Optional.empty();
    }
    if (rows.matches()) {
      return Optional.of(new Heard.Added(
          rows.group(2),
          Integer.parseInt(rows.group(3)),
          Long.parseLong(rows.group(4)),
          Long.parseLong(rows.group(5))));
    }
    return all.matches()
        ? Optional.of(new Heard.Changed(all.group(2), Integer.parseInt(all.group(3))))
        : Optional.empty();
  }
}
