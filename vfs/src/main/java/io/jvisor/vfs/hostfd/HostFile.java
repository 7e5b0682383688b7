package io.jvisor.vfs.hostfd;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostPath;
import io.jvisor.platform.spi.host.HostStatus;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What all descriptions over a descriptor of the host have in common. */
abstract class HostFile extends FileDescription {
  /** The host's descriptor; this description closes it. */
  final int descriptor;

  private final String name;

  HostFile(int descriptor, int flags, String name) {
    super(flags);
    this.descriptor = descriptor;
    this.name = name;
  }

  @Override
  protected void onRelease() {
    HostFiles.close(descriptor);
  }

  @Override
  public final void status(Task task, FileStatus status) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      HostStatus host = new HostStatus(arena);
      Errno.check(HostFiles.statusAt(descriptor, HostPath.EMPTY, AtFlags.AT_EMPTY_PATH, host));
      host.copyTo(status);
    }
  }

  @Override
  public final String displayName(Task task) {
    return name;
  }

  /** One transfer into or out of the task's scratch memory. */
  @FunctionalInterface
  interface Transfer {
    /** Moves up to {@code length} bytes; returns the count, or a negative errno. */
    long move(MemorySegment buffer, long length);
  }

  /** Reads once and hands the bytes on. */
  static long fill(Task task, IoSink sink, Transfer transfer) throws ErrnoException {
    MemorySegment buffer = task.scratch();
    long length = Math.min(sink.remaining(), buffer.byteSize());
    long count = Errno.check(transfer.move(buffer, length));
    return sink.put(buffer, 0, count);
  }

  /** Takes bytes and writes them once; what the host did not take goes back to the source. */
  static long drain(Task task, IoSource source, Transfer transfer) throws ErrnoException {
    MemorySegment buffer = task.scratch();
    long length = source.get(buffer, 0, Math.min(source.remaining(), buffer.byteSize()));
    if (length == 0) {
      return 0;
    }
    long count = transfer.move(buffer, length);
    if (count < length) {
      source.unget(length - Math.max(count, 0));
    }
    if (count == Errno.EPIPE.result()) {
      task.raise(Signals.SIGPIPE);
    }
    return Errno.check(count);
  }
}
