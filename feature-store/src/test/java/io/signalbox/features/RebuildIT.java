package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.migrations.JavaProcess;
import io.signalbox.migrations.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A job outlives the process that runs it, and what two processes build of the same is the same to the last byte. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RebuildIT {

  @TempDir
  Path killedHome;

  @TempDir
  Path otherHome;

  @Test
  void what_a_killed_process_began_the_next_one_builds_and_it_is_what_another_builds()
      throws Exception {
    try (TestDatabase killedDatabase = TestDatabase.fresh();
        TestDatabase otherDatabase = TestDatabase.fresh()) {
      UUID job = submitAndKillWhileItRuns(killedDatabase);

      TrainingSetJob done;
      byte[] rebuilt;
      try (FeatureServer next = RebuildProcess.server(killedDatabase.dataSource(), killedHome)) {
        done = awaitDone(next, job);
        rebuilt = Files.readAllBytes(next.jobs().file(done.trainingSet().orElseThrow()));
      }
      assertThat(done.attempts()).isEqualTo(2);

      byte[] built;
      TrainingSetJob other;
      try (FeatureServer another = RebuildProcess.server(otherDatabase.dataSource(), otherHome)) {
        RebuildProcess.fill(another);
        other = awaitDone(another, RebuildProcess.submit(another).id());
        built = Files.readAllBytes(another.jobs().file(other.trainingSet().orElseThrow()));
      }
      assertThat(other.trainingSet()).isEqualTo(done.trainingSet());
      assertThat(built).isEqualTo(rebuilt).hasSizeGreaterThan(50_000);
    }
  }

  /** Rows are ingested by one process, and the set is built by another. */
  private UUID submitAndKillWhileItRuns(TestDatabase database) throws Exception {
    try (JavaProcess process = JavaProcess.start(RebuildProcess.class, database, killedHome);
        Connection connection = database.dataSource().getConnection()) {
      process.await(RebuildProcess.FILLED);
      // So that it does not end before it is killed: reading which files there are waits.
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.execute("LOCK TABLE features.files IN ACCESS EXCLUSIVE MODE");
      }
      process.tell("go on");
      UUID job = UUID.fromString(process.await(RebuildProcess.SUBMITTED));
      var jdbc = JdbcClient.create(database.dataSource());
      Awaitility.await()
          .until(() -> jdbc.sql("SELECT state FROM features.training_set_jobs WHERE id = ?")
              .param(job)
              .query(String.class)
              .single()
              .equals("running"));
      process.kill();
      process.awaitEnd();
      connection.rollback();
      return job;
    }
  }

  private static TrainingSetJob awaitDone(FeatureServer server, UUID job) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> server.jobs().job(job), it -> it.state() == TrainingSetJob.State.DONE);
  }
}
