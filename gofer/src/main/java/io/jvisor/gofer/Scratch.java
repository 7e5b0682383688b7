package io.jvisor.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.ninep.DirectoryRecord;
import io.jvisor.ninep.Protocol;
import io.jvisor.platform.spi.host.HostPath;
import io.jvisor.platform.spi.host.HostStatus;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The native memory of one serving thread. What is in it lasts until the next use. */
final class Scratch {
  /** Room for a block of directory entries, a link's target, or an attribute's value. */
  private static final int BLOCK = 64 << 10;

  final HostPath name;
  final HostPath secondName;
  final HostStatus hostStatus;
  final MemorySegment block;
  final FileStatus status = new FileStatus();
  final DirectoryRecord entry = new DirectoryRecord();

  Scratch(Arena arena) {
    this.name = new HostPath(arena);
    this.secondName = new HostPath(arena);
    this.hostStatus = new HostStatus(arena);
    this.block = arena.allocate(BLOCK, 8);
  }

  /** Checks that a string from the client names something in a directory, and puts it in. */
  void setName(String text) throws ErrnoException {
    setName(name, text);
  }

  static void setName(HostPath target, String text) throws ErrnoException {
    if (text.length() > Protocol.NAME_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    if (!Protocol.isName(text) || !target.set(text)) {
      throw Errno.EINVAL.exception();
    }
  }

  /** Puts in a path of our own, or the text of a link. */
  void setPath(String text) throws ErrnoException {
    setPath(name, text);
  }

  static void setPath(HostPath target, String text) throws ErrnoException {
    if (!target.set(text)) {
      throw Errno.ENAMETOOLONG.exception();
    }
  }
}
