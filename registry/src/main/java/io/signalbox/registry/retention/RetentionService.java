package io.signalbox.registry.retention;

import io.signalbox.registry.Access;
import io.signalbox.registry.Artifacts;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Retention;
import io.signalbox.registry.RetentionChanges;
import io.signalbox.registry.Role;
import io.signalbox.registry.tracking.Experiments;
import io.signalbox.registry.tracking.LoggedModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Each thing goes in a transaction of its own, which notes its folders; the files go after it, and after a kill with the next call. */
@Service
class RetentionService implements Retention {
  private final RetentionRows rows;
  private final RetentionChanges changes;
  private final Registry registry;
  private final Experiments experiments;
  private final LoggedModels loggedModels;
  private final Artifacts artifacts;
  private final TransactionTemplate transaction;
  private final Clock clock;

  RetentionService(
      RetentionRows rows,
      RetentionChanges changes,
      Registry registry,
      Experiments experiments,
      LoggedModels loggedModels,
      Artifacts artifacts,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.rows = rows;
    this.changes = changes;
    this.registry = registry;
    this.experiments = experiments;
    this.loggedModels = loggedModels;
    this.artifacts = artifacts;
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
  }

  @Override
  public void keep(ModelPolicy policy, Attribution why) {
    Access.require(Role.OPERATOR, policy.model());
    transaction.executeWithoutResult(status -> {
      rows.put(changes.lock(policy.model()), policy);
      Map<String, Object> detail = Map.of(
          "keep_archived", policy.keepArchived(),
          "keep_ever_in_production", policy.keepEverInProduction());
      changes.ofModel(policy.model(), "retention", detail, why);
    });
  }

  @Override
  public void keep(ExperimentPolicy policy, Attribution why) {
    Access.require(Role.OPERATOR);
    transaction.executeWithoutResult(status -> {
      rows.put(experiments.get(policy.experimentId()).id(), policy);
      Map<String, Object> detail = Map.of("older_than_days", policy.olderThanDays());
      changes.ofExperiment(policy.experimentId(), "retention", detail, why);
    });
  }

  @Override
  public void forget(ModelName model, Attribution why) {
    Access.require(Role.OPERATOR, model);
    transaction.executeWithoutResult(status -> {
      if (!rows.forgetModel(changes.lock(model))) {
        throw none("model " + model);
      }
      changes.ofModel(model, "retention ended", Map.of(), why);
    });
  }

  @Override
  public void forget(String experimentId, Attribution why) {
    Access.require(Role.OPERATOR);
    transaction.executeWithoutResult(status -> {
      if (!rows.forgetExperiment(experiments.get(experimentId).id())) {
        throw none("experiment " + experimentId);
      }
      changes.ofExperiment(experimentId, "retention ended", Map.of(), why);
    });
  }

  private static RegistryException none(String of) {
    return new RegistryException.NotFound("retention: none of " + of + " (expected: one)");
  }

  @Override
  public Policies policies() {
    return new Policies(rows.models(), rows.experiments());
  }

  @Override
  public Sweep preview() {
    List<Gone> gone = new ArrayList<>();
    for (ModelPolicy policy : rows.models()) {
      for (Candidate candidate : rows.versions(policy, MOST - gone.size() + 1)) {
        gone.add(gone(Kind.VERSION, policy.model() + "/" + candidate.id(), candidate));
      }
    }
    for (ExperimentPolicy policy : rows.experiments()) {
      int left = Math.max(0, MOST - gone.size() + 1);
      for (Candidate candidate : rows.runs(number(policy), before(policy), left)) {
        gone.add(gone(Kind.RUN, candidate.id(), candidate));
      }
    }
    return sweep(gone);
  }

  @Override
  public Sweep carryOut(Attribution why) {
    Access.require(Role.OPERATOR);
    removeFiles(); // what a killed server left
    List<Gone> gone = new ArrayList<>();
    for (ModelPolicy policy : rows.models()) {
      for (Candidate candidate : rows.versions(policy, Math.max(0, MOST - gone.size()))) {
        deleteVersion(policy, candidate, gone, why);
      }
    }
    for (ExperimentPolicy policy : rows.experiments()) {
      deleteRuns(policy, gone, why);
    }
    removeFiles();
    boolean more = gone.size() >= MOST && !preview().gone().isEmpty();
    Sweep done = sweep(gone);
    return new Sweep(done.gone(), done.files(), done.bytes(), more);
  }

  /** Looked at again with the model locked: it may have moved or got an alias, and its files may be nobody else's by now. */
  private void deleteVersion(ModelPolicy policy, Candidate seen, List<Gone> gone, Attribution why) {
    Optional<Gone> done = transaction.execute(status -> {
      changes.lock(policy.model());
      return rows.versions(policy, MOST).stream()
          .filter(now -> now.id().equals(seen.id()))
          .findFirst()
          .map(now -> delete(policy.model(), now, why));
    });
    Optional.ofNullable(done).flatMap(each -> each).ifPresent(gone::add);
  }

  private Gone delete(ModelName model, Candidate version, Attribution why) {
    Gone with = gone(Kind.VERSION, model + "/" + version.id(), version);
    registry.deleteVersion(new ModelVersion(model, Integer.parseInt(version.id())), why);
    if (!version.loggedModel().isEmpty()) {
      loggedModels.delete(version.loggedModel());
    }
    rows.retire(version.folders());
    return with;
  }

  private void deleteRuns(ExperimentPolicy policy, List<Gone> gone, Attribution why) {
    long before = before(policy);
    for (Candidate run : rows.runs(number(policy), before, Math.max(0, MOST - gone.size()))) {
      Gone with = gone(Kind.RUN, run.id(), run);
      Boolean done = transaction.execute(status -> {
        boolean goes = rows.lockRun(run.id(), before);
        if (goes) {
          rows.deleteRun(run.id());
          rows.retire(run.folders());
          Map<String, Object> detail =
              Map.of("run", run.id(), "files", with.files(), "bytes", with.bytes());
          changes.ofExperiment(policy.experimentId(), "run deleted", detail, why);
        }
        return goes;
      });
      if (Boolean.TRUE.equals(done)) {
        gone.add(with);
      }
    }
  }

  private void removeFiles() {
    for (String folder : rows.retired()) {
      try {
        if (artifacts.find(folder).isPresent()) {
          artifacts.delete(folder);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      rows.gone(folder);
    }
  }

  private static long number(ExperimentPolicy policy) {
    return Long.parseLong(policy.experimentId());
  }

  private long before(ExperimentPolicy policy) {
    return clock.instant().minus(Duration.ofDays(policy.olderThanDays())).toEpochMilli();
  }

  private Gone gone(Kind kind, String subject, Candidate candidate) {
    long[] filesAndBytes = new long[2];
    candidate.folders().forEach(folder -> measure(folder, filesAndBytes));
    return new Gone(kind, subject, filesAndBytes[0], filesAndBytes[1]);
  }

  private void measure(String folder, long[] filesAndBytes) {
    try {
      for (Artifacts.ArtifactInfo each : artifacts.list(folder)) {
        if (each.folder()) {
          measure(each.path(), filesAndBytes);
        } else {
          filesAndBytes[0]++;
          filesAndBytes[1] += each.bytes();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Sweep sweep(List<Gone> all) {
    List<Gone> gone = all.size() > MOST ? all.subList(0, MOST) : all;
    return new Sweep(
        gone,
        gone.stream().mapToLong(Gone::files).sum(),
        gone.stream().mapToLong(Gone::bytes).sum(),
        all.size() > MOST);
  }
}
