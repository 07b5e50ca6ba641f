package io.signalbox.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelWatchIT {
  private final TestDatabase database = TestDatabase.fresh();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final CountDownLatch looked = new CountDownLatch(1);
  private volatile boolean breaks;

  @AfterEach
  void drop() {
    database.close();
  }

  private final ChannelWatch.Listener listener = new ChannelWatch.Listener() {
    @Override
    public void listening(boolean missed) {
      events.add(missed ? "listening again" : "listening");
    }

    @Override
    public void heard(List<String> said) {
      events.addAll(said);
      if (breaks) {
        breaks = false;
        throw new IllegalStateException("of the test");
      }
    }

    @Override
    public void look() {
      looked.countDown();
    }
  };

  private void say(String text) throws SQLException {
    one("SELECT pg_notify('chatter', '" + text + "')");
  }

  private String one(String query) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  private void awaits(String expected) throws InterruptedException {
    assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo(expected);
  }

  @Test
  void it_hears_each_text_once_in_order_and_looks_besides() throws Exception {
    try (ChannelWatch watch = ChannelWatch.start(database.dataSource(), "chatter", listener)) {
      awaits("listening");

      say("a");
      awaits("a");
      say("b");
      awaits("b");
      assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void when_its_connection_is_ended_it_listens_again_and_says_that_it_missed_something()
      throws Exception {
    try (ChannelWatch watch = ChannelWatch.start(database.dataSource(), "chatter", listener)) {
      awaits("listening");

      one("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
          + " WHERE datname = current_database() AND pid <> pg_backend_pid()");

      awaits("listening again");
      say("c");
      awaits("c");
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void a_fault_of_the_listener_does_not_end_it() throws Exception {
    try (ChannelWatch watch = ChannelWatch.start(database.dataSource(), "chatter", listener)) {
      awaits("listening");
      breaks = true;

      say("d");

      awaits("d");
      awaits("listening again");
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void its_connection_goes_back_to_the_pool_without_listening() throws Exception {
    ChannelWatch watch = ChannelWatch.start(database.dataSource(), "chatter", listener);
    awaits("listening");

    watch.close();

    say("e");
    assertThat(one("SELECT count(*) FROM pg_listening_channels()")).isEqualTo("0");
    assertThat(events).isEmpty();
  }
}
