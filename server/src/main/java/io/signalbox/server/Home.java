package io.signalbox.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** The folder of one server's data, held by one server at a time. */
final class Home implements AutoCloseable {

  /** Enough for the embedded database's programs, its empty data folder and its first journal. */
  static final long LEAST_FREE_BYTES = 300_000_000;

  private static final String LOCK = "lock";
  private static final FileAttribute<?> ONLY_OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path folder;
  private final FileChannel channel;

  private Home(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** Creates the folder where it does not exist, for its owner alone. */
  static Home take(Path folder) {
    return take(folder, LEAST_FREE_BYTES);
  }

  static Home take(Path folder, long leastFreeBytes) {
    try {
      Files.createDirectories(folder, ONLY_OWNER);
      Home home = lock(folder);
      home.expectFree(leastFreeBytes);
      return home;
    } catch (IOException e) {
      throw new StartupFailure("home: %s cannot be written: %s".formatted(folder, reason(e)), e);
    }
  }

  Path folder() {
    return folder;
  }

  /** Throws away what a server keeps here; the database's programs stay, for they are always the same. */
  void clear() {
    try (Stream<Path> kept = Files.list(folder)) {
      Postmaster.of(folder.resolve(EmbeddedDatabase.DATA)).stop();
      for (Path path : kept.toList()) {
        String name = path.getFileName().toString();
        if (!name.equals(LOCK) && !name.equals(EmbeddedDatabase.PROGRAMS)) {
          FileSystemUtils.deleteRecursively(path);
        }
      }
    } catch (IOException e) {
      throw new StartupFailure("home: %s cannot be cleared: %s".formatted(folder, reason(e)), e);
    }
  }

  /** The operating system drops the lock with the process, however that ends. */
  private static Home lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new StartupFailure(
          "home: %s is in use by another server (set SIGNALBOX_HOME to another folder)"
              .formatted(folder));
    }
    return new Home(folder, channel);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  private void expectFree(long leastBytes) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < leastBytes) {
      close();
      throw new StartupFailure("home: %s has %d MB free (expected: at least %d MB)"
          .formatted(folder, free / 1_000_000, leastBytes / 1_000_000));
    }
  }

  private static String reason(IOException failure) {
    String reason =
        failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
    return reason == null ? "not a folder" : reason;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
