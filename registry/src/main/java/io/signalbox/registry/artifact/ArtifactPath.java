package io.signalbox.registry.artifact;

import com.google.common.base.Splitter;
import io.signalbox.registry.RegistryException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** Turns a relative path that a client wrote into a file that is surely below the root. */
final class ArtifactPath {
  static final int MOST_BYTES_OF_A_NAME = 255;

  /** The path is the key of the table that records what was written. */
  static final int MOST_BYTES = 2_000;

  private ArtifactPath() {}

  /** The root itself for the empty path. */
  static Path below(Path root, String path) throws IOException {
    if (path.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw invalid(path);
    }
    String decoded = path;
    String before;
    do { // an encoded .. is a .. to whoever decodes once more
      before = decoded;
      refuse(path, before);
      decoded = decodedOnce(before);
    } while (!decoded.equals(before));
    Path file = root;
    for (String part : Splitter.on('/').split(path)) {
      if (part.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES_OF_A_NAME) {
        throw invalid(path);
      }
      if (!part.isEmpty()) {
        file = file.resolve(part);
      }
    }
    Path existing = file;
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
      existing = Objects.requireNonNull(existing.getParent(), "the root exists");
    }
    if (leaves(root, existing) || !file.normalize().equals(file) || !file.startsWith(root)) {
      throw invalid(path);
    }
    return file;
  }

  private static boolean leaves(Path root, Path existing) throws IOException {
    if (Files.isSymbolicLink(existing)) {
      return !Files.exists(existing) || !existing.toRealPath().startsWith(root.toRealPath());
    }
    try {
      return !existing.toRealPath().startsWith(root.toRealPath());
    } catch (NoSuchFileException e) { // deleted meanwhile
      return leaves(root, Objects.requireNonNull(existing.getParent(), "the root exists"));
    }
  }

  private static void refuse(String given, String path) {
    boolean absolute =
        path.startsWith("/") || path.matches("[A-Za-z]:.*") || path.startsWith("file:");
    boolean control = path.chars().anyMatch(c -> c < ' ' || c == '\\' || c == '#' || c == 0x7f);
    boolean relative = false;
    for (String part : Splitter.on('/').split(path)) {
      relative |= part.equals("..") || part.equals(".");
    }
    if (absolute || control || relative) {
      throw invalid(given);
    }
  }

  private static String decodedOnce(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return path; // a stray percent sign is no encoding
    }
  }

  private static RegistryException invalid(String path) {
    String shown =
        path.length() > MOST_BYTES_OF_A_NAME ? path.substring(0, MOST_BYTES_OF_A_NAME) : path;
    return new RegistryException.Invalid("Invalid path: '" + shown
        + "' (expected: relative, with '/', without '..', '#' and control characters)");
  }
}
