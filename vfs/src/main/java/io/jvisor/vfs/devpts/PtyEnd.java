package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.file.Terminal;
import io.jvisor.kernel.api.file.TerminalControl;
import java.lang.foreign.MemorySegment;

/** What the descriptions of both sides have in common. */
abstract class PtyEnd extends FileDescription implements Terminal {
  /** What is ready on a side that hung up. */
  static final int HUNG_UP = Pty.READABLE | Pty.WRITABLE | PollEvents.POLLERR | PollEvents.POLLHUP;

  final Pty pty;

  PtyEnd(Pty pty, int flags) {
    super(flags);
    this.pty = pty;
  }

  @Override
  public final Terminal terminal() {
    return this;
  }

  @Override
  public final TerminalControl control() {
    return pty;
  }

  @Override
  public final boolean sendsSignals() {
    return true;
  }

  @Override
  public final long write(Task task, IoSource source) throws ErrnoException {
    MemorySegment bytes = task.scratch();
    int asked = (int) Math.min(source.remaining(), bytes.byteSize());
    int given = (int) source.get(bytes, 0, asked);
    int taken = 0;
    pty.enter();
    try {
      taken = take(bytes, given);
      if (taken == 0 && given > 0) {
        throw Errno.EAGAIN.exception();
      }
    } finally {
      pty.leave();
      source.unget(given - taken);
    }
    written();
    return taken;
  }

  /**
   * Takes as many of the bytes that are written as there is room for. The lock of {@link #pty} is
   * held.
   *
   * @return how many; 0 has the writer wait
   */
  abstract int take(MemorySegment bytes, int given) throws ErrnoException;

  /** Bytes were written. The lock is not held. */
  void written() {}
}
