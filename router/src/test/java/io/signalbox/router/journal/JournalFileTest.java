package io.signalbox.router.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full for a while; SQLite's own bound on its pages fails in the same way. */
class JournalFileTest {
  private static final int NO_MORE = 1;
  private static final int PLENTY = 100_000_000;
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
    file.insert(2, 1, LONG);
    assertThatThrownBy(file::commit).hasMessageContaining("SQLITE_FULL");
    file.rollback();
    mostPages(PLENTY);

    file.insert(2, 1, LONG);
    file.commit();

    assertThat(file.after(0, 10, PLENTY)).extracting(Group::last).containsExactly(1L, 2L);
  }

  @Test
  void what_is_not_committed_after_a_full_disk_is_not_there() throws Exception {
    mostPages(NO_MORE);
    file.insert(2, 1, LONG);
    assertThatThrownBy(file::commit).hasMessageContaining("SQLITE_FULL");
    file.rollback();
    mostPages(PLENTY);

    file.insert(2, 1, LONG);

    assertThat(file.after(1, 10, PLENTY)).isEmpty();
    file.rollback();
    assertThat(file.after(1, 10, PLENTY)).isEmpty();
  }

  @Test
  void a_rollback_takes_back_what_was_not_committed() throws Exception {
    file.insert(2, 1, LONG);

    file.rollback();

    file.insert(2, 2, LONG);
    file.commit();
    assertThat(kinds(1)).containsExactly(2);
  }

  @Test
  void records_that_are_committed_together_come_back_one_by_one_in_order() throws Exception {
    for (int position = 2; position <= 5; position++) {
      file.insert(position, position, new byte[] {(byte) position});
    }
    file.commit();

    assertThat(kinds(1)).containsExactly(2, 3, 4, 5);
    assertThat(kinds(3)).containsExactly(4, 5);
  }

  @Test
  void records_beyond_a_mebibyte_do_not_lie_in_one_row() throws Exception {
    for (int position = 2; position <= 21; position++) {
      file.insert(position, 1, LONG);
    }
    file.commit();

    assertThat(file.after(1, PLENTY, PLENTY)).extracting(Group::last).containsExactly(12L, 21L);
  }

  @Test
  void a_batch_ends_where_it_has_enough_records_or_bytes() throws Exception {
    for (int position = 2; position <= 5; position++) {
      file.insert(position, 1, LONG);
      file.commit();
    }

    assertThat(file.after(0, 2, PLENTY)).extracting(Group::last).containsExactly(1L, 2L);
    assertThat(file.after(0, 10, 150_000)).extracting(Group::last).containsExactly(1L, 2L);
  }

  @Test
  void what_is_drained_is_deleted_with_its_whole_group_only() throws Exception {
    for (int position = 2; position <= 5; position++) {
      file.insert(position, position, LONG);
    }
    file.commit();

    file.deleteBefore(4);
    file.commit();

    assertThat(kinds(0)).containsExactly(2, 3, 4, 5);
  }

  @Test
  void a_file_with_a_row_of_each_record_is_taken_over(@TempDir Path older) throws Exception {
    try (Connection first = JournalSchema.connect(older.resolve("journal.sqlite"));
        Statement statement = first.createStatement()) {
      statement.execute("CREATE TABLE journal (id TEXT NOT NULL, drained INTEGER NOT NULL)");
      statement.execute("INSERT INTO journal VALUES ('11111111-1111-7111-8111-111111111111', 40)");
      statement.execute(
          "CREATE TABLE records (position INTEGER PRIMARY KEY, kind INTEGER NOT NULL, body BLOB NOT NULL)");
      statement.execute("""
          WITH RECURSIVE numbers(n) AS (SELECT 41 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2540)
          INSERT INTO records SELECT n, 1 + n % 2, CAST('body ' || n AS BLOB) FROM numbers""");
    }
    List<String> found = new ArrayList<>();
    for (int opening = 0; opening < 2; opening++) {
      found.clear();
      try (JournalFile taken = JournalFile.open(older)) {
        assertThat(taken.opened())
            .isEqualTo(new JournalFile.Opened(
                UUID.fromString("11111111-1111-7111-8111-111111111111"), 40, 2540));
        for (Group group : taken.after(0, PLENTY, PLENTY)) {
          group.after(42, (kind, body) -> found.add(kind + " " + text(body)));
        }
      }
    }

    assertThat(found).hasSize(2498).startsWith("2 body 43", "1 body 44").endsWith("1 body 2540");
  }

  private static String text(Slice body) {
    return new String(body.bytes(), body.from(), body.length(), StandardCharsets.UTF_8);
  }

  private List<Integer> kinds(long position) throws SQLException {
    List<Integer> kinds = new ArrayList<>();
    for (Group group : file.after(position, PLENTY, PLENTY)) {
      group.after(position, (kind, body) -> kinds.add(kind));
    }
    return kinds;
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
