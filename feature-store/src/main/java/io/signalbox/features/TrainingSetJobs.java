package io.signalbox.features;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Training sets built beside the caller, one at a time on each server; what a server leaves undone the next one does. */
public interface TrainingSetJobs {

  /**
   * Queues it; where it is stored already the job is done at once, and where it is being built that job is returned.
   *
   * @throws FeaturesException if a name is unknown, a column is missing, or too many wait
   */
  TrainingSetJob submit(TrainingSetRequest request, String author);

  /**
   * Keeps the rows of a file that was handed in, for {@link TrainingSetRequest.OfFile}, and returns its hash; the file stays.
   *
   * @throws FeaturesException if it is empty or too large
   */
  String keep(Path file);

  /**
   * As {@link #keep}, of a file of this machine.
   *
   * @throws FeaturesException if it is not there, or not in a folder that is allowed
   */
  String keepAllowed(String path);

  /** How it stands. @throws FeaturesException if it is unknown */
  TrainingSetJob job(UUID id);

  /** The newest first, at most {@code limit}. */
  List<TrainingSetJob> jobs(int limit);

  /** Stops it, where it runs as soon as it hears of it; what has ended stays as it is. */
  TrainingSetJob cancel(UUID id);

  /** Queues what failed or was cancelled again; what is queued, runs or is done stays as it is. */
  TrainingSetJob retry(UUID id);

  /** The Parquet file of a training set that there is. */
  Path file(TrainingSetId id);

  /**
   * Builds a training set over rows in memory, or finds it: logged predictions, for example.
   *
   * @param rows columns for the service's keys, its request inputs, the time and the label
   */
  TrainingSet build(String service, Table rows, GivenColumns columns);
}
