package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.abi.Termios;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.vfs.Mount;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The description of a master: what a terminal emulator holds. */
final class MasterEnd extends PtyEnd {
  /** Where the terminal has its name. */
  private final Mount mount;

  MasterEnd(Pty pty, Mount mount, int flags) {
    super(pty, flags);
    this.mount = mount;
  }

  @Override
  protected void onRelease() {
    pty.closeMaster();
  }

  @Override
  public boolean isHungUp() {
    return pty.isMasterHungUp;
  }

  @Override
  public boolean isMaster() {
    return true;
  }

  /** In packet mode what happened comes first, alone; then bytes, behind a 0. */
  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    if (target.remaining() == 0) {
      return 0;
    }
    pty.enter();
    try {
      if (isHungUp()) {
        return 0;
      }
      if (pty.isPacket && pty.packetStatus != 0) {
        long told = put(task, target, pty.packetStatus);
        pty.packetStatus = 0;
        return told;
      }
      if (pty.output.length() == 0) {
        throw (pty.isLeft ? Errno.EIO : Errno.EAGAIN).exception();
      }
      long count = pty.isPacket ? put(task, target, Termios.TIOCPKT_DATA) : 0;
      count += pty.output.take(target);
      pty.roomMade();
      return count;
    } finally {
      pty.leave();
    }
  }

  private static long put(Task task, IoSink target, int octet) {
    MemorySegment one = task.scratch();
    one.set(ValueLayout.JAVA_BYTE, 0, (byte) octet);
    return target.put(one, 0, 1);
  }

  @Override
  int take(MemorySegment bytes, int given) throws ErrnoException {
    if (isHungUp()) {
      throw Errno.EIO.exception();
    }
    int taken = 0;
    pty.drain();
    while (taken < given && !pty.isInputHeld && pty.input.room() > 0) {
      taken += pty.input.put(bytes, taken, given - taken);
      pty.drain();
    }
    return taken;
  }

  @Override
  public int poll() {
    pty.enter();
    try {
      if (isHungUp()) {
        return HUNG_UP;
      }
      int events = pty.output.length() > 0 ? Pty.READABLE : 0;
      if (pty.isPacket && pty.packetStatus != 0) {
        events |= Pty.READABLE | PollEvents.POLLPRI;
      }
      if (pty.isLeft) {
        events |= PollEvents.POLLHUP;
      }
      return events | (!pty.isInputHeld && pty.input.room() > 0 ? Pty.WRITABLE : 0);
    } finally {
      pty.leave();
    }
  }

  @Override
  public boolean hasInput() {
    return (poll() & (Pty.READABLE | PollEvents.POLLHUP)) != 0;
  }

  @Override
  public WaitQueue waitQueue() {
    return pty.masterQueue;
  }

  @Override
  public boolean stopsBackgroundWriters(Task task) {
    return false;
  }

  @Override
  public FileDescription openPeer(Task task, int flags) throws ErrnoException {
    VfsPath root = new VfsPath(mount, mount.root());
    VfsPath place = Vfs.child(task, root, Integer.toString(pty.index()));
    if ((flags & OpenFlags.O_PATH) != 0) {
      return Vfs.openPath(task, place, flags);
    }
    return place.inode().open(task, place, flags);
  }

  @Override
  public long ioctl(Task task, int request, long argument) throws ErrnoException {
    if (isHungUp()) {
      throw Errno.EIO.exception();
    }
    return PtyRequests.ofMaster(task, pty, request, argument);
  }

  @Override
  public void status(Task task, FileStatus target) throws ErrnoException {
    mount.fileSystem().root().lookup(task, DevptsFileSystem.PTMX).status(target);
  }

  @Override
  public String displayName(Task task) {
    return "/dev/ptmx";
  }
}
