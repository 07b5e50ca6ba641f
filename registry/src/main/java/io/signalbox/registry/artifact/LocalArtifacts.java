package io.signalbox.registry.artifact;

import io.signalbox.registry.ArtifactOwners;
import io.signalbox.registry.Artifacts;
import io.signalbox.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Artifacts in a folder of this machine. A file is written beside the store, forced to disk, and moved in, so that it is
 * there whole or not at all; its size and SHA-256 are recorded in the database. What is deleted is moved out first, so that it is
 * gone as a whole. Safe for any number of threads.
 */
@Component
class LocalArtifacts implements Artifacts {
  /** Whatever failed with less room than this failed for want of room. */
  private static final long FULL_BYTES = 64 * 1024;

  /** An upload to shared files of which nothing came for so long has ended. */
  private static final Duration UPLOAD_PAUSE = Duration.ofHours(1);

  private final Path root;
  private final Path incoming;
  private final ArtifactRecords records;
  private final ArtifactOwners owners;

  LocalArtifacts(
      @Value("${signalbox.home:.signalbox}") Path home,
      @Value("${signalbox.files:${signalbox.home:.signalbox}}") Path files,
      ArtifactRecords records,
      ArtifactOwners owners)
      throws IOException {
    Path folder = files.toAbsolutePath().normalize();
    root = Files.createDirectories(folder.resolve("artifacts"));
    incoming = Files.createDirectories(folder.resolve("incoming"));
    this.records = records;
    this.owners = owners;
    removeUnfinished(files.equals(home) ? Duration.ZERO : UPLOAD_PAUSE);
  }

  @Override
  public ArtifactInfo write(String path, InputStream content) throws IOException {
    Path file = ArtifactPath.below(root, path);
    if (file.equals(root) || Files.isDirectory(file)) {
      throw Moving.noFile(path);
    }
    owners.requireChange(relative(file));
    try {
      Path unfinished = Files.createTempFile(incoming, "upload", "");
      try {
        MessageDigest digest = sha256();
        long bytes = copy(content, unfinished, digest);
        Moving.in(unfinished, file, path);
        records.put(relative(file), bytes, digest.digest());
        return new ArtifactInfo(relative(file), false, bytes);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw isFull(e) ? new Full(e) : e;
    }
  }

  private static long copy(InputStream content, Path target, MessageDigest digest)
      throws IOException {
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      long bytes =
          content.transferTo(new DigestOutputStream(Channels.newOutputStream(channel), digest));
      channel.force(true);
      return bytes;
    }
  }

  private boolean isFull(IOException e) throws IOException {
    String message = String.valueOf(e.getMessage());
    return message.contains("No space left")
        || message.contains("Disk quota exceeded")
        || Files.getFileStore(incoming).getUsableSpace() < FULL_BYTES;
  }

  @Override
  public Optional<ArtifactInfo> find(String path) throws IOException {
    Path file = ArtifactPath.below(root, path);
    return info(file);
  }

  @Override
  public InputStream read(String path) throws IOException {
    Path file = ArtifactPath.below(root, path);
    if (!Files.isRegularFile(file)) {
      throw unknown(path);
    }
    try {
      return Files.newInputStream(file);
    } catch (NoSuchFileException e) {
      throw unknown(path);
    }
  }

  @Override
  public Content open(String path) throws IOException {
    Path file = ArtifactPath.below(root, path);
    if (!Files.isRegularFile(file)) {
      throw unknown(path);
    }
    try {
      return OpenFile.of(file);
    } catch (NoSuchFileException e) {
      throw unknown(path);
    }
  }

  @Override
  public List<ArtifactInfo> list(String path) throws IOException {
    Path folder = ArtifactPath.below(root, path);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<ArtifactInfo> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        info(file).ifPresent(found::add);
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    found.sort(Comparator.comparing(ArtifactInfo::path));
    return found;
  }

  @Override
  public void delete(String path) throws IOException {
    Path file = ArtifactPath.below(root, path);
    owners.requireChange(relative(file));
    if (file.equals(root) || !Files.exists(file)) {
      throw unknown(path);
    }
    Path aside = Files.createTempDirectory(incoming, "deleted");
    try {
      Moving.out(file, aside.resolve("all"));
      records.delete(relative(file));
    } catch (NoSuchFileException e) {
      throw unknown(path);
    } finally {
      Moving.discard(aside);
    }
  }

  private static RegistryException unknown(String path) {
    return new RegistryException.NotFound("No such artifact: '" + path + "'");
  }

  private Optional<ArtifactInfo> info(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      boolean folder = attributes.isDirectory();
      return Optional.of(new ArtifactInfo(relative(file), folder, folder ? 0 : attributes.size()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private String relative(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /** What a server that was killed left. Another one may be at an upload now where the files are shared. */
  private void removeUnfinished(Duration pause) throws IOException {
    Path probe = Files.createTempFile(incoming, "now", ""); // by the clock of the disk
    Instant abandoned = Files.getLastModifiedTime(probe).toInstant().minus(pause);
    Files.delete(probe);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(incoming)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(abandoned)) {
          Files.walkFileTree(file, new Deletion());
        }
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
