package io.signalbox.router.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full for a while; SQLite's own bound on its pages fails in the same way. */
class JournalFileTest {
  private static final int NO_MORE = 1;
  private static final int PLENTY = 1_000_000;
  private static final byte[] LONG = new byte[100_000];

  @TempDir
  Path folder;

  private JournalFile file;

  @BeforeEach
  void open() throws SQLException {
    file = JournalFile.open(folder);
    file.opened();
    file.insert(1, 1, LONG);
    file.commit();
  }

  @AfterEach
  void close() {
    file.close();
  }

  @Test
  void when_there_is_room_again_records_are_taken_again() throws Exception {
    mostPages(NO_MORE);
    assertThatThrownBy(() -> file.insert(2, 1, LONG)).hasMessageContaining("SQLITE_FULL");
    file.rollback();
    mostPages(PLENTY);

    file.insert(2, 1, LONG);
    file.commit();

    assertThat(file.after(0, 10)).extracting(JournalFile.Stored::position).containsExactly(1L, 2L);
  }

  @Test
  void what_is_not_committed_after_a_full_disk_is_not_there() throws Exception {
    mostPages(NO_MORE);
    assertThatThrownBy(() -> file.insert(2, 1, LONG)).hasMessageContaining("SQLITE_FULL");
    file.rollback();
    mostPages(PLENTY);

    file.insert(2, 1, LONG);

    assertThat(file.after(1, 10)).isEmpty();
    file.rollback();
    assertThat(file.after(1, 10)).isEmpty();
  }

  @Test
  void a_rollback_takes_back_what_was_not_committed() throws Exception {
    file.insert(2, 1, LONG);

    file.rollback();

    file.insert(2, 2, LONG);
    file.commit();
    assertThat(file.after(1, 10)).extracting(JournalFile.Stored::kind).containsExactly(2);
  }

  /** Of the writer's connection, which is nobody else's business. */
  private void mostPages(int pages) throws ReflectiveOperationException, SQLException {
    Field writer = JournalFile.class.getDeclaredField("writer");
    writer.setAccessible(true);
    try (Statement statement = ((Connection) writer.get(file)).createStatement()) {
      statement.execute("PRAGMA max_page_count = " + pages);
    }
  }
}
