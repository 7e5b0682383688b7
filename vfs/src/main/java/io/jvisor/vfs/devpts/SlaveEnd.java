package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Termios;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.vfs.tty.LineDiscipline;
import io.jvisor.vfs.tty.Modes;
import java.lang.foreign.MemorySegment;

/** A description of the terminal. Once that hung up, it reads nothing and can do nothing else. */
final class SlaveEnd extends PtyEnd {
  /** {@code VTIME} is in tenths of a second. */
  private static final long TENTH = 100_000_000;

  private final int madeAt;

  SlaveEnd(Pty pty, int flags, int madeAt) {
    super(pty, flags);
    this.madeAt = madeAt;
  }

  @Override
  protected void onRelease() {
    pty.closeSlave();
  }

  @Override
  public boolean isHungUp() {
    return pty.hangUps() != madeAt;
  }

  @Override
  public boolean isLost() {
    pty.enter();
    try {
      return !pty.hasMaster;
    } finally {
      pty.leave();
    }
  }

  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    if (target.remaining() == 0) {
      return 0;
    }
    long count;
    pty.enter();
    try {
      if (isHungUp()) {
        return 0;
      }
      if (!pty.discipline.hasInput()) {
        throw Errno.EAGAIN.exception();
      }
      count = pty.discipline.read(target);
      if (pty.discipline.isLow()) {
        pty.drain();
      }
    } finally {
      pty.leave();
    }
    pty.node().used(false);
    return count;
  }

  @Override
  int take(MemorySegment bytes, int given) throws ErrnoException {
    if (isHungUp()) {
      throw Errno.EIO.exception();
    }
    return given == 0 ? 0 : pty.discipline.write(bytes, given);
  }

  @Override
  void written() {
    pty.node().used(true);
  }

  @Override
  public int poll() {
    pty.enter();
    try {
      if (isHungUp()) {
        return HUNG_UP;
      }
      int events = pty.discipline.isReadable() ? Pty.READABLE : 0;
      return events | (pty.room() >= LineDiscipline.leastRoom() ? Pty.WRITABLE : 0);
    } finally {
      pty.leave();
    }
  }

  @Override
  public WaitQueue waitQueue() {
    return pty.slaveQueue;
  }

  @Override
  public boolean hasInput() {
    pty.enter();
    try {
      return isHungUp() || pty.discipline.hasInput();
    } finally {
      pty.leave();
    }
  }

  @Override
  public boolean stopsBackgroundWriters(Task task) {
    pty.enter();
    try {
      return !isHungUp() && pty.discipline.modes().hasLocal(Termios.TOSTOP);
    } finally {
      pty.leave();
    }
  }

  @Override
  public int leastRead() {
    pty.enter();
    try {
      Modes modes = pty.discipline.modes();
      return modes.isCanonical() ? 1 : Math.max(1, modes.character(Termios.VMIN));
    } finally {
      pty.leave();
    }
  }

  @Override
  public long patience(boolean hasBytes) {
    pty.enter();
    try {
      Modes modes = pty.discipline.modes();
      boolean timed = hasBytes || modes.character(Termios.VMIN) == 0;
      if (modes.isCanonical() || !timed) {
        return Task.FOREVER;
      }
      int tenths = modes.character(Termios.VTIME);
      return hasBytes && tenths == 0 ? Task.FOREVER : tenths * TENTH;
    } finally {
      pty.leave();
    }
  }

  @Override
  public long ioctl(Task task, int request, long argument) throws ErrnoException {
    if (isHungUp()) {
      throw Errno.EIO.exception();
    }
    return PtyRequests.ofSlave(task, pty, request, argument);
  }

  @Override
  public void status(Task task, FileStatus status) {
    pty.node().status(status);
  }

  @Override
  public String displayName(Task task) {
    return "/dev/pts/" + pty.index();
  }
}
