package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.signalbox.features.OfflineStore.StoredFile;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Finds at start files of rows that are listed and gone. Nothing goes on without them unless somebody says so. */
@Component
class LostFiles {

  private static final Logger LOG = LoggerFactory.getLogger(LostFiles.class);

  private static final String SETTING = "SIGNALBOX_LOST_FILES";
  private static final String REFUSE = "refuse";
  private static final String FORGET = "forget";

  private final RowFiles files;
  private final RecentRows recent;
  private final Manifests manifests;
  private final OfflineStore offline;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final String setting;

  LostFiles(
      RowFiles files,
      RecentRows recent,
      Manifests manifests,
      OfflineStore offline,
      TransactionTemplate transaction,
      Clock clock,
      @Value("${signalbox.lost.files:" + REFUSE + "}") String setting) {
    this.files = files;
    this.recent = recent;
    this.manifests = manifests;
    this.offline = offline;
    this.transaction = transaction;
    this.clock = clock;
    this.setting = setting.strip();
  }

  /**
   * Forgets those that are gone where that was said; their batches can then be sent again.
   *
   * @throws StartRefused if one is gone otherwise
   */
  void expectNone() {
    if (!Set.of(REFUSE, FORGET).contains(setting)) {
      throw new StartRefused(
          "%s: %s (expected: %s or %s)".formatted(SETTING, setting, REFUSE, FORGET));
    }
    List<RowFiles.Listed> lost = lost();
    if (lost.isEmpty()) {
      return;
    }
    if (setting.equals(REFUSE)) {
      RowFiles.Listed first = lost.getFirst();
      throw new StartRefused(
          "features: %s is gone, with %d rows of view %s%s (expected: put back from a copy; or %s=%s, and their batches sent again)"
              .formatted(
                  offline.absolute(first.file().path()),
                  first.file().rows(),
                  first.view(),
                  lost.size() == 1 ? "" : ", and %d more files".formatted(lost.size() - 1),
                  SETTING,
                  FORGET));
    }
    transaction.executeWithoutResult(status -> forget(lost));
  }

  private List<RowFiles.Listed> lost() {
    Set<RowFiles.Listed> gone = files.listed().stream()
        .filter(it -> !Files.exists(offline.absolute(it.file().path())))
        .collect(ImmutableSet.toImmutableSet());
    // Another server may have replaced one meanwhile.
    return gone.isEmpty()
        ? ImmutableList.of()
        : files.listed().stream().filter(gone::contains).toList();
  }

  private record History(String view, int number) {}

  private void forget(List<RowFiles.Listed> lost) {
    Map<History, List<StoredFile>> histories = new HashMap<>();
    for (RowFiles.Listed one : lost) {
      histories
          .computeIfAbsent(new History(one.view(), one.history()), it -> new ArrayList<>())
          .add(one.file());
      LOG.warn(
          "A lost file of rows is forgotten view={} file={} rows={}",
          one.view(),
          one.file().path(),
          one.file().rows());
    }
    files.remove(lost.stream().map(RowFiles.Listed::file).toList());
    histories.forEach((history, gone) -> {
      Map<Long, Long> left = new HashMap<>(recent.rowsByManifest(history.view(), history.number()));
      offline
          .rowsByManifest(files.listed().stream()
              .filter(it -> it.view().equals(history.view()) && it.history() == history.number())
              .map(it -> it.file().path())
              .toList())
          .forEach((manifest, rows) -> left.merge(manifest, rows, Long::sum));
      int batches = manifests.lost(history.view(), history.number(), left);
      manifests.changed(
          "FeatureView " + history.view(), "forget lost files", gone.size(), clock.instant());
      LOG.warn("Batches that are to be sent again view={} batches={}", history.view(), batches);
    });
  }
}
