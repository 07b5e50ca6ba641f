package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The files of spine rows that were handed in, each under the hash of its bytes, so that what a job reads cannot change. */
@Component
class SpineFiles {
  static final long MOST_BYTES = 1L << 30;

  private final Path folder;
  private final List<Path> allowed;

  /** @param allowed folders, with commas between, whose files may be named instead of sent; none where it is empty */
  SpineFiles(FeaturesHome home, @Value("${signalbox.features.spine-folders:}") String allowed) {
    this.folder = home.folder("spines");
    this.allowed = Splitter.on(',')
        .trimResults()
        .omitEmptyStrings()
        .splitToStream(allowed)
        .map(Path::of)
        .collect(ImmutableList.toImmutableList());
  }

  Path of(String hash) {
    return folder.resolve(hash);
  }

  /** Keeps a copy. */
  String keep(Path file) {
    try {
      long bytes = Files.size(file);
      check(bytes > 0, "body: empty (expected: rows)");
      check(bytes <= MOST_BYTES, "spine: %d bytes (expected: at most %d)", bytes, MOST_BYTES);
      Path draft = Files.createTempFile(folder, "draft", "");
      Files.copy(file, draft, StandardCopyOption.REPLACE_EXISTING);
      String hash = ContentHash.of(draft); // of the copy: the file may be changing
      Files.move(draft, of(hash), StandardCopyOption.ATOMIC_MOVE);
      return hash;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the other; symbolic links are followed before the folder is looked at. */
  String keepAllowed(String path) {
    Path real;
    try {
      real = Path.of(path).toRealPath();
    } catch (InvalidPathException | IOException e) {
      throw refusal(path);
    }
    boolean isInside = allowed.stream().anyMatch(folder -> real.startsWith(real(folder)));
    if (!isInside || !Files.isRegularFile(real) || !Files.isReadable(real)) {
      throw refusal(path);
    }
    return keep(real);
  }

  /** The same words whether it is there or not: nobody learns what lies elsewhere. */
  private static FeaturesException refusal(String path) {
    return new FeaturesException.Invalid(
        "spine.path: %s (expected: a file in a folder that signalbox.features.spine-folders names)"
            .formatted(path));
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder.toAbsolutePath().normalize(); // it is not there, and neither is anything in it
    }
  }

  boolean has(String hash) {
    return Files.isRegularFile(of(hash));
  }

  void forget(String hash) {
    try {
      Files.deleteIfExists(of(hash));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
