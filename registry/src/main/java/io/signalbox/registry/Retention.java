package io.signalbox.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.collect.ImmutableList;
import java.util.List;

/** How long archived versions and old runs are kept, and the deletion of what is kept no longer. History is kept for ever. */
public interface Retention {
  /** What one call deletes at most; asked again, it goes on. */
  int MOST = 10_000;

  /** From now on. @throws RegistryException if the model is unknown */
  void keep(ModelPolicy policy, Attribution why);

  /** From now on. @throws RegistryException if the experiment is unknown */
  void keep(ExperimentPolicy policy, Attribution why);

  /** From now on everything of the model is kept. @throws RegistryException if it was so already */
  void forget(ModelName model, Attribution why);

  /** From now on everything of the experiment is kept. @throws RegistryException if it was so already */
  void forget(String experimentId, Attribution why);

  /** What is in force. */
  Policies policies();

  /** What would go now; changes nothing. */
  Sweep preview();

  /** Deletes it: rows, files and all, but history. */
  Sweep carryOut(Attribution why);

  /**
   * How long versions of a model are kept. Only archived ones go, and none that has an alias or serves somewhere.
   *
   * @param keepArchived so many of those that nothing else keeps stay, the newest
   * @param keepEverInProduction whether what was ever in Production stays
   */
  record ModelPolicy(ModelName model, int keepArchived, boolean keepEverInProduction) {
    private static final int MOST_KEPT = 100_000;

    /** Refuses a number out of range. @throws RegistryException for it */
    public ModelPolicy {
      if (keepArchived < 0 || keepArchived > MOST_KEPT) {
        throw new RegistryException.Invalid(
            "keep_archived: " + keepArchived + " (expected: 0 to " + MOST_KEPT + ")");
      }
    }
  }

  /**
   * How long runs of an experiment are kept. Only ended ones go, deleted or not, and none that a version comes from.
   *
   * @param olderThanDays since their end
   */
  record ExperimentPolicy(String experimentId, int olderThanDays) {
    private static final int MOST_DAYS = 36_500;

    /** Refuses a number out of range. @throws RegistryException for it */
    public ExperimentPolicy {
      if (olderThanDays < 1 || olderThanDays > MOST_DAYS) {
        throw new RegistryException.Invalid(
            "older_than_days: " + olderThanDays + " (expected: 1 to " + MOST_DAYS + ")");
      }
    }
  }

  /** All that is in force. */
  record Policies(List<ModelPolicy> models, List<ExperimentPolicy> experiments) {
    public Policies {
      models = ImmutableList.copyOf(models);
      experiments = ImmutableList.copyOf(experiments);
    }
  }

  /**
   * What goes or went.
   *
   * @param more whether there is more than one call deletes
   */
  record Sweep(List<Gone> gone, long files, long bytes, boolean more) {
    public Sweep {
      gone = ImmutableList.copyOf(gone);
    }
  }

  /** One thing, e.g. {@code delays/3} or the id of a run, with the files that go with it. */
  record Gone(Kind kind, String subject, long files, long bytes) {}

  /** Kinds of things. */
  enum Kind {
    @JsonProperty("version")
    VERSION,
    @JsonProperty("run")
    RUN
  }
}
