package io.jvisor.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.ninep.Extension;
import io.jvisor.ninep.FileStatusCodec;
import io.jvisor.ninep.MessageBuffer;
import io.jvisor.ninep.ProtocolException;
import io.jvisor.ninep.Qid;
import io.jvisor.ninep.Standard;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostPath;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What opens, reads and writes regular files. One instance per thread. */
final class FileOperations {
  /** The flags of a client that mean something to the host's file; access mode aside. */
  private static final int ALLOWED =
      OpenFlags.O_ACCMODE
          | OpenFlags.O_TRUNC
          | OpenFlags.O_APPEND
          | OpenFlags.O_SYNC
          | OpenFlags.O_DIRECT
          | OpenFlags.O_NOATIME;

  private final Session session;
  private final Scratch scratch;

  FileOperations(Session session, Scratch scratch) {
    this.session = session;
    this.scratch = scratch;
  }

  /** The flags to open with; {@code EROFS} when they would change a read-only tree. */
  private int allowed(int flags) throws ErrnoException {
    if ((flags & OpenFlags.O_ACCMODE) != OpenFlags.O_RDONLY || (flags & OpenFlags.O_TRUNC) != 0) {
      session.checkWritable();
    }
    return flags & ALLOWED;
  }

  void open(Standard.Open request, MessageBuffer out) throws ErrnoException, ProtocolException {
    int flags = allowed(request.flags());
    Fid fid = session.fids.get(request.fid());
    try {
      fid.lock.lock();
      try {
        if (fid.open >= 0) {
          throw Errno.EBUSY.exception();
        }
        Node node = fid.node();
        fid.open = node.open(flags, scratch);
        Qid.emit(out, Qid.typeOf(node.mode), node.inode());
        out.putInt(0);
      } finally {
        fid.lock.unlock();
      }
    } finally {
      fid.release();
    }
  }

  /**
   * Opens a regular file for the client itself.
   *
   * @return the descriptor, which is to be passed and then closed here
   */
  int openFile(Extension.OpenFile request, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    int flags = allowed(request.flags());
    Fid fid = session.fids.get(request.fid());
    try {
      Node node = fid.node();
      if (request.name().isEmpty()) {
        return openNode(node, flags, out);
      }
      if (!node.isDirectory()) {
        throw Errno.ENOTDIR.exception();
      }
      Node child = Node.find(node, request.name(), scratch);
      try {
        return openNode(child, flags, out);
      } finally {
        child.release();
      }
    } finally {
      fid.release();
    }
  }

  private int openNode(Node node, int flags, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    if (node.isDirectory()) {
      throw Errno.EISDIR.exception();
    }
    int opened = node.open(flags, scratch);
    scratch.hostStatus.copyTo(scratch.status);
    if ((flags & OpenFlags.O_TRUNC) != 0) {
      scratch.status.size = 0;
      scratch.status.blocks = 0;
    }
    FileStatusCodec.emit(out, scratch.status);
    return opened;
  }

  void create(Standard.Create request, MessageBuffer out) throws ErrnoException, ProtocolException {
    session.checkWritable();
    Fid fid = session.fids.get(request.fid());
    try {
      fid.lock.lock();
      try {
        if (fid.open >= 0) {
          throw Errno.EBUSY.exception();
        }
        Node directory = fid.node();
        int opened =
            createIn(directory, request.name(), request.flags(), request.mode(), -1, request.gid());
        Node made;
        try {
          made = Node.find(directory, request.name(), scratch);
        } catch (ErrnoException e) {
          HostFiles.close(opened);
          throw e;
        }
        fid.become(made, opened);
        Qid.emit(out, Qid.typeOf(made.mode), made.inode());
        out.putInt(0);
      } finally {
        fid.lock.unlock();
      }
    } finally {
      fid.release();
    }
  }

  /** Makes a regular file; otherwise as {@link #openFile}. */
  int createFile(Extension.CreateFile request, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    session.checkWritable();
    Fid fid = session.fids.get(request.directory());
    try {
      int opened =
          createIn(
              fid.node(),
              request.name(),
              request.flags(),
              request.mode(),
              request.uid(),
              request.gid());
      long result =
          HostFiles.statusAt(opened, HostPath.EMPTY, AtFlags.AT_EMPTY_PATH, scratch.hostStatus);
      if (result < 0) {
        HostFiles.close(opened);
        throw Errno.ofResult(result).exception();
      }
      scratch.hostStatus.copyTo(scratch.status);
      FileStatusCodec.emit(out, scratch.status);
      return opened;
    } finally {
      fid.release();
    }
  }

  private int createIn(Node directory, String name, int flags, int mode, int uid, int gid)
      throws ErrnoException {
    int where = directory.names();
    scratch.setName(name);
    int all =
        (flags & ALLOWED)
            | OpenFlags.O_CREAT
            | OpenFlags.O_EXCL
            | OpenFlags.O_NOFOLLOW
            | OpenFlags.O_CLOEXEC;
    int opened =
        (int) Errno.check(HostFiles.openAt(where, scratch.name, all, mode & Stat.PERMISSIONS));
    long result = Ownership.give(opened, mode, uid, gid);
    if (result < 0) {
      HostFiles.unlinkAt(where, scratch.name, 0);
      HostFiles.close(opened);
      throw Errno.ofResult(result).exception();
    }
    return opened;
  }

  void read(Standard.Read request, MessageBuffer out) throws ErrnoException, ProtocolException {
    Fid fid = session.fids.get(request.fid());
    try {
      int most = Math.max(0, request.count());
      AttributeValue value;
      int open;
      fid.lock.lock();
      try {
        value = fid.attribute;
        open = fid.open;
      } finally {
        fid.lock.unlock();
      }
      MemorySegment target = out.beginData(most);
      if (value != null) {
        out.endData(readValue(value, request.offset(), target));
        return;
      }
      if (open < 0) {
        throw Errno.EBADF.exception();
      }
      out.endData(
          (int) Errno.check(HostFiles.readAt(open, target, target.byteSize(), request.offset())));
    } finally {
      fid.release();
    }
  }

  private static int readValue(AttributeValue value, long offset, MemorySegment target) {
    if (value.name != null || offset < 0 || offset >= value.bytes.length) {
      return 0;
    }
    int count = (int) Math.min(target.byteSize(), value.bytes.length - offset);
    MemorySegment.copy(value.bytes, (int) offset, target, ValueLayout.JAVA_BYTE, 0, count);
    return count;
  }

  void write(Standard.Write request, MessageBuffer out) throws ErrnoException, ProtocolException {
    session.checkWritable();
    Fid fid = session.fids.get(request.fid());
    try {
      MemorySegment data = request.data();
      int open;
      fid.lock.lock();
      try {
        if (fid.attribute != null) {
          out.putInt(writeValue(fid.attribute, request.offset(), data));
          return;
        }
        open = fid.open;
      } finally {
        fid.lock.unlock();
      }
      if (open < 0) {
        throw Errno.EBADF.exception();
      }
      out.putInt(
          (int) Errno.check(HostFiles.writeAt(open, data, data.byteSize(), request.offset())));
    } finally {
      fid.release();
    }
  }

  private static int writeValue(AttributeValue value, long offset, MemorySegment data)
      throws ErrnoException {
    int count = (int) data.byteSize();
    if (value.name == null || offset != value.written || count > value.bytes.length - offset) {
      throw Errno.EINVAL.exception();
    }
    MemorySegment.copy(data, ValueLayout.JAVA_BYTE, 0, value.bytes, (int) offset, count);
    value.written += count;
    return count;
  }

  void sync(Standard.Sync request) throws ErrnoException {
    Fid fid = session.fids.get(request.fid());
    try {
      fid.lock.lock();
      try {
        boolean transientOpen = fid.open < 0;
        int open = transientOpen ? fid.node().open(OpenFlags.O_RDONLY, scratch) : fid.open;
        long result = HostFiles.sync(open, request.dataOnly() != 0);
        if (transientOpen) {
          HostFiles.close(open);
        }
        Errno.check(result);
      } finally {
        fid.lock.unlock();
      }
    } finally {
      fid.release();
    }
  }
}
