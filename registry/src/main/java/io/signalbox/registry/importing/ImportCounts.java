package io.signalbox.registry.importing;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.Imports;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts both sides at the end: what the source had, and what is here of it. */
@Component
class ImportCounts {
  /** What is here, by what is counted. Each joins the things of one import. */
  private static final Map<String, String> HERE = here();

  private final JdbcClient jdbc;
  private final FileCopies files;

  ImportCounts(JdbcClient jdbc, FileCopies files) {
    this.jdbc = jdbc;
    this.files = files;
  }

  private static Map<String, String> here() {
    String ofRuns =
        " JOIN items i ON i.kind = 'run' AND i.target_id = replace(t.run_id::text, '-', '')";
    String ofModels = " JOIN items i ON i.kind = 'model' AND i.target_id = t.model_id::text";
    Map<String, String> here = new LinkedHashMap<>();
    here.put(
        "experiments",
        "registry.experiments t JOIN items i ON i.kind = 'experiment' AND i.target_id = t.experiment_id::text");
    here.put("runs", "registry.runs t" + ofRuns);
    here.put("params", "registry.params t" + ofRuns);
    here.put("tags", "registry.run_tags t" + ofRuns);
    here.put("metric points", "registry.metrics t" + ofRuns);
    here.put("datasets read", "registry.run_datasets t" + ofRuns);
    here.put(
        "logged models",
        "registry.logged_models t JOIN items i ON i.kind = 'logged_model' AND i.target_id = t.model_id");
    here.put("models", "registry.models t" + ofModels);
    here.put("versions", "registry.versions t" + ofModels + " WHERE NOT t.deleted");
    here.put("aliases", "registry.aliases t" + ofModels);
    return here;
  }

  /** {@code seen}: what this pass saw at the source of things that are counted one by one. */
  Map<String, Imports.Count> of(long importId, Tally seen) throws IOException {
    Map<String, Long> source = new LinkedHashMap<>(seen.counts());
    jdbc.sql("""
        SELECT c.key, sum(c.value::bigint) FROM registry.import_items, jsonb_each_text(counts) AS c
        WHERE import_id = ? GROUP BY c.key
        """).params(importId).query(row -> {
      source.merge(row.getString(1), row.getLong(2), Long::sum);
    });
    Map<String, Imports.Count> counts = new LinkedHashMap<>();
    HERE.forEach((what, from) ->
        counts.put(what, new Imports.Count(source.getOrDefault(what, 0L), count(importId, from))));
    Tally kept = new Tally();
    for (String folder : folders(importId)) {
      files.count(folder, kept);
    }
    for (String what : List.of("files", "bytes")) {
      counts.put(
          what,
          new Imports.Count(source.getOrDefault(what, 0L), kept.counts().getOrDefault(what, 0L)));
    }
    return counts;
  }

  private long count(long importId, String from) {
    return jdbc.sql(
            "WITH items AS (SELECT kind, target_id FROM registry.import_items WHERE import_id = ?)"
                + " SELECT count(*) FROM " + from)
        .params(importId)
        .query(Long.class)
        .single();
  }

  private List<String> folders(long importId) {
    return jdbc
        .sql("""
            SELECT r.artifact_uri FROM registry.runs r
            JOIN registry.import_items i ON i.target_id = replace(r.run_id::text, '-', '')
            WHERE i.import_id = :id AND i.kind = 'run'
            UNION ALL
            SELECT m.artifact_uri FROM registry.logged_models m
            JOIN registry.import_items i ON i.target_id = m.model_id
            WHERE i.import_id = :id AND i.kind = 'logged_model'
            """)
        .param("id", importId)
        .query((row, index) -> row.getString(1))
        .list()
        .stream()
        .flatMap(uri -> Artifacts.pathOf(uri).stream())
        .toList();
  }
}
