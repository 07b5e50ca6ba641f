package io.signalbox.features.text;

import io.signalbox.features.FeaturesException;
import io.signalbox.features.FileBatch;
import io.signalbox.features.RowReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** CSV as RFC 4180 has it: UTF-8, a header, commas, quotes doubled within quotes. An empty field is missing, {@code ""} is not. */
@Component
class CsvRows implements RowReader {

  private static final int MOST_FIELD_CHARS = 1 << 20;
  private static final int READ_CHARS = 1 << 14;

  @Override
  public FileBatch.Format format() {
    return FileBatch.Format.CSV;
  }

  @Override
  public void read(Path file, Sink sink) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      Parser parser = new Parser(reader);
      List<@Nullable String> header = parser.record();
      if (header.isEmpty()) {
        throw new FeaturesException.Invalid("line 1: empty (expected: the names of the columns)");
      }
      List<String> names = header.stream().map(name -> name == null ? "" : name).toList();
      sink.columns(names, true);
      long line = parser.line;
      for (List<@Nullable String> record = parser.record();
          !record.isEmpty();
          record = parser.record()) {
        if (record.size() != names.size()) {
          throw new FeaturesException.Invalid(
              "line %d: %d fields (expected: %d)".formatted(line, record.size(), names.size()));
        }
        sink.row(record.toArray());
        line = parser.line;
      }
    } catch (CharacterCodingException e) {
      throw new FeaturesException.Invalid("body: not UTF-8 (expected: CSV in UTF-8)");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One pass over the characters. */
  private static final class Parser {
    private final Reader in;
    private final char[] read = new char[READ_CHARS];
    private int place;
    private int length;
    private int next;
    private long line = 1;

    Parser(Reader in) throws IOException {
      this.in = in;
      this.next = read();
      if (next == '\uFEFF') {
        next = read();
      }
    }

    /** As {@link Reader#read()}, which takes a lock for every character. */
    private int read() throws IOException {
      if (place == length) {
        length = in.read(read);
        place = 0;
        if (length <= 0) {
          length = 0;
          return -1;
        }
      }
      return read[place++];
    }

    /** The fields of the next record that is not blank; none at the end. */
    List<@Nullable String> record() throws IOException {
      while (next == '\r' || next == '\n') {
        endOfLine();
      }
      List<@Nullable String> fields = new ArrayList<>();
      if (next < 0) {
        return fields;
      }
      fields.add(field());
      while (next == ',') {
        next = read();
        fields.add(field());
      }
      endOfLine();
      return fields;
    }

    private void endOfLine() throws IOException {
      if (next == '\r') {
        next = read();
      }
      if (next == '\n') {
        next = read();
      }
      line++;
    }

    private @Nullable String field() throws IOException {
      if (next == '"') {
        return quoted();
      }
      var text = new StringBuilder();
      while (next >= 0 && next != ',' && next != '\n' && next != '\r') {
        take(text);
      }
      return text.isEmpty() ? null : text.toString();
    }

    private String quoted() throws IOException {
      long first = line;
      var text = new StringBuilder();
      next = read();
      while (true) {
        if (next < 0) {
          throw new FeaturesException.Invalid(
              "line %d: a quote without an end (expected: \" before the end)".formatted(first));
        }
        if (next == '"') {
          next = read();
          if (next != '"') {
            break;
          }
        }
        line += next == '\n' ? 1 : 0;
        take(text);
      }
      if (next >= 0 && next != ',' && next != '\n' && next != '\r') {
        throw new FeaturesException.Invalid(
            "line %d: text after a closing quote (expected: a comma or the end of the line)"
                .formatted(line));
      }
      return text.toString();
    }

    private void take(StringBuilder text) throws IOException {
      if (text.length() == MOST_FIELD_CHARS) {
        throw new FeaturesException.Invalid(
            "line %d: a field of more than %d characters (expected: at most that many)"
                .formatted(line, MOST_FIELD_CHARS));
      }
      text.append((char) next);
      next = read();
    }
  }
}
