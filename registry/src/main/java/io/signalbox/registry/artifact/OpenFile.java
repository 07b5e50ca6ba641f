package io.signalbox.registry.artifact;

import io.signalbox.registry.Artifacts;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that stays what it was: a new upload gets a file of its own and takes the name. */
record OpenFile(FileChannel channel, long bytes) implements Artifacts.Content {

  static OpenFile of(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new OpenFile(channel, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void copy(long from, long count, OutputStream target) throws IOException {
    WritableByteChannel out = Channels.newChannel(target);
    long at = from;
    while (at < from + count) {
      long copied = channel.transferTo(at, from + count - at, out);
      if (copied <= 0) {
        throw new EOFException("byte " + at + " (expected: " + bytes + " bytes)");
      }
      at += copied;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
