package io.signalbox.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log says of a queue that cannot be read for a while. */
class OutageIT extends TrainerOnDatabase {
  private final Logger logger = (Logger) LoggerFactory.getLogger(TrainingWorker.class);
  private final Said said = new Said();

  @BeforeEach
  void listen() {
    logger.setLevel(Level.DEBUG);
    said.start();
    logger.addAppender(said);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(said);
    logger.setLevel(null);
  }

  @Test
  void it_is_one_line_when_it_begins_and_one_when_it_ends() {
    rename("runs", "away");
    for (int failed = 1; failed <= 3; failed++) {
      int before = failed;
      await().until(() -> {
        fixture.context.getBean(TrainingWorker.class).wake();
        return said.at(Level.DEBUG).size() >= before;
      });
    }
    rename("away", "runs");
    await().until(() -> {
      fixture.context.getBean(TrainingWorker.class).wake();
      return !said.at(Level.INFO).isEmpty();
    });

    assertThat(said.at(Level.WARN)).singleElement().satisfies(line -> {
      assertThat(line.getFormattedMessage())
          .startsWith("The training queue cannot be read; it is tried again why=");
      assertThat(line.getThrowableProxy()).isNull();
    });
    assertThat(said.at(Level.INFO))
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("The training queue cannot be read: over");
  }

  private void rename(String from, String to) {
    fixture
        .jdbc()
        .sql("ALTER TABLE trainer.%s RENAME TO %s".formatted(from, to))
        .update();
  }

  private static final class Said extends AppenderBase<ILoggingEvent> {
    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent line) {
      lines.add(line);
    }

    List<ILoggingEvent> at(Level level) {
      return lines.stream().filter(line -> line.getLevel() == level).toList();
    }
  }
}
