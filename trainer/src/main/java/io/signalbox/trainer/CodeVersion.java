package io.signalbox.trainer;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which code fits a model: the product's version and the first digits of a SHA-256 over this module's classes, since a version under
 * development is many. The same sources, compiled by the same compiler, have the same one.
 */
final class CodeVersion {
  private static final int DIGITS = 16;
  private static final String NO_RELEASE = "unreleased";

  private static final Supplier<String> PRESENT = Suppliers.memoize(CodeVersion::read);

  private CodeVersion() {}

  /** For example {@code 0.1.0+1f0c5b2a9d3e4f60}. */
  static String present() {
    return PRESENT.get();
  }

  private static String read() {
    String version = Optional.ofNullable(CodeVersion.class.getPackage().getImplementationVersion())
        .orElse(NO_RELEASE);
    try {
      Path classes = Path.of(
          CodeVersion.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return version + "+" + hash(classes);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("where the trainer's classes are", e);
    }
  }

  /** Over names and contents of the classes in a folder or a jar, in the order of their names. */
  static String hash(Path classes) {
    try {
      if (Files.isDirectory(classes)) {
        return hashBelow(classes);
      }
      try (FileSystem jar = FileSystems.newFileSystem(classes)) {
        return hashBelow(jar.getPath("/"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hashBelow(Path root) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(root)) {
      files = found
          .map(root::relativize)
          .filter(file -> file.toString().endsWith(".class"))
          .sorted()
          .toList();
    }
    Hasher hasher = Hashing.sha256().newHasher();
    for (Path file : files) {
      byte[] content = Files.readAllBytes(root.resolve(file));
      hasher.putString(file.toString(), StandardCharsets.UTF_8).putInt(content.length);
      hasher.putBytes(content);
    }
    return hasher.hash().toString().substring(0, DIGITS);
  }
}
