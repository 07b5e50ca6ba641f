package io.signalbox.features;

import io.signalbox.migrations.ChannelWatch;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Hears what other servers on this database apply and ingest. After each time that it could
 * not hear it reads everything anew; while PostgreSQL is away, what is in memory stays.
 */
@Component
class FeatureWatch implements SmartLifecycle, ChannelWatch.Listener {

  private final DataSource dataSource;
  private final News news;
  private final Definitions definitions;
  private final Serving serving;
  private final RecentRows recent;
  private volatile @Nullable ChannelWatch watch;

  FeatureWatch(
      DataSource dataSource,
      News news,
      Definitions definitions,
      Serving serving,
      RecentRows recent) {
    this.dataSource = dataSource;
    this.news = news;
    this.definitions = definitions;
    this.serving = serving;
    this.recent = recent;
  }

  @Override
  public void start() {
    watch = ChannelWatch.start(dataSource, News.CHANNEL, this);
  }

  @Override
  public void stop() {
    ChannelWatch stopping = watch;
    if (stopping != null) {
      stopping.close();
      watch = null;
    }
  }

  @Override
  public boolean isRunning() {
    return watch != null;
  }

  /** Before the web server, which starts among the last. */
  @Override
  public int getPhase() {
    return 0;
  }

  @Override
  public void listening(boolean missed) {
    refresh(); // what was said before was not heard
    if (missed) {
      schemas().forEach(serving::reload);
    }
  }

  @Override
  public void heard(List<String> said) {
    said.stream().flatMap(text -> news.read(text).stream()).forEach(this::hear);
  }

  private void hear(News.Heard heard) {
    switch (heard) {
      case News.Heard.Definitions applied -> refresh();
      case News.Heard.Added rows ->
        schema(rows.view(), rows.history()).ifPresent(schema -> add(schema, rows));
      case News.Heard.Changed all -> schema(all.view(), all.history()).ifPresent(serving::reload);
    }
  }

  /** Where PostgreSQL does not have them any more, or never had, they are in a file. */
  private void add(RowSchema schema, News.Heard.Added heard) {
    Rows rows = recent.between(schema, heard.first(), heard.last());
    if (rows.size() > 0) {
      serving.add(rows);
    } else {
      serving.reload(schema);
    }
  }

  private void refresh() {
    definitions.refresh();
    serving.keepAll();
  }

  private Optional<RowSchema> schema(String view, int history) {
    return schemas().stream()
        .filter(it -> it.view().equals(view) && it.history() == history)
        .findFirst();
  }

  private List<RowSchema> schemas() {
    return definitions.catalog().views().stream().map(View::rows).distinct().toList();
  }
}
