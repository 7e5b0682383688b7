package io.jvisor.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.ninep.Attributes;
import io.jvisor.ninep.DirectoryRecord;
import io.jvisor.ninep.Extension;
import io.jvisor.ninep.FileStatusCodec;
import io.jvisor.ninep.FileSystemReply;
import io.jvisor.ninep.MessageBuffer;
import io.jvisor.ninep.Protocol;
import io.jvisor.ninep.ProtocolException;
import io.jvisor.ninep.Qid;
import io.jvisor.ninep.Standard;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostPath;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What looks at the tree: walks, status, links, directories. One instance per thread. */
final class TreeOperations {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  /** {@code struct linux_dirent64}: inode, offset, record length, type, name. */
  private static final int D_OFF = 8;

  private static final int D_RECLEN = 16;
  private static final int D_TYPE = 18;
  private static final int D_NAME = 19;

  /** No room: to ask for a length alone. */
  private static final MemorySegment NOTHING = MemorySegment.NULL;

  private final Session session;
  private final Scratch scratch;
  private final byte[] nameBytes = new byte[HostFiles.PATH_MAX];

  TreeOperations(Session session, Scratch scratch) {
    this.session = session;
    this.scratch = scratch;
  }

  void attach(Standard.Attach request, MessageBuffer out) throws ErrnoException, ProtocolException {
    session.root.retain();
    bind(request.fid(), session.root);
    putQid(out, session.root);
  }

  /** Binds a new fid to a node, whose reference it takes over in any case. */
  private void bind(int number, Node node) throws ErrnoException {
    Fid fid = new Fid(node);
    try {
      session.fids.bind(number, fid);
    } catch (ErrnoException e) {
      fid.release();
      throw e;
    }
  }

  private static void putQid(MessageBuffer out, Node node) throws ProtocolException {
    Qid.emit(out, Qid.typeOf(node.mode), node.inode());
  }

  void walk(Standard.Walk request, MessageBuffer out) throws ErrnoException, ProtocolException {
    Fid fid = session.fids.get(request.fid());
    try {
      Node at = fid.node();
      at.retain();
      int count = out.position();
      out.putShort(0);
      int walked = 0;
      try {
        for (String name : request.names()) {
          at = step(at, name);
          putQid(out, at);
          walked++;
        }
      } catch (ErrnoException e) {
        if (walked == 0) {
          at.release();
          throw e;
        }
      }
      int end = out.position();
      out.rewind(count);
      out.putShort(walked);
      out.rewind(end);
      finishWalk(request, at, walked);
    } finally {
      fid.release();
    }
  }

  private void finishWalk(Standard.Walk request, Node at, int walked) throws ErrnoException {
    if (walked < request.names().size()) {
      at.release();
      return;
    }
    if (request.newFid() == request.fid()) {
      session.fids.remove(request.fid()).release();
    }
    bind(request.newFid(), at);
  }

  /** One step down; the node's reference is exchanged for that of the child, or kept on error. */
  private Node step(Node at, String name) throws ErrnoException {
    if (!at.isDirectory()) {
      throw Errno.ENOTDIR.exception();
    }
    Node child = Node.find(at, name, scratch);
    at.release();
    return child;
  }

  void walkStatus(Extension.WalkStatus request, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    Fid fid = session.fids.get(request.fid());
    try {
      Node start = fid.node();
      List<String> names = request.names();
      if (names.size() == 1 && request.newFid() == Protocol.NO_FID) {
        look(start, names.getFirst(), out);
        return;
      }
      Node at = start;
      at.retain();
      try {
        for (String name : names) {
          at = step(at, name);
        }
        at.status(scratch);
        boolean bound = at.isDirectory() && request.newFid() != Protocol.NO_FID;
        if (bound) {
          at.retain();
          bind(request.newFid(), at);
        }
        out.putByte(bound ? 1 : 0);
        FileStatusCodec.emit(out, scratch.status);
      } finally {
        at.release();
      }
    } finally {
      fid.release();
    }
  }

  /** The status of a name, without holding what it names. */
  private void look(Node directory, String name, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    if (!directory.isDirectory()) {
      throw Errno.ENOTDIR.exception();
    }
    scratch.setName(name);
    if (directory.isOpaque()) {
      throw Errno.ENOENT.exception();
    }
    Errno.check(
        HostFiles.statusAt(
            directory.descriptor,
            scratch.name,
            AtFlags.AT_SYMLINK_NOFOLLOW | AtFlags.AT_NO_AUTOMOUNT,
            scratch.hostStatus));
    scratch.hostStatus.copyTo(scratch.status);
    out.putByte(0);
    FileStatusCodec.emit(out, scratch.status);
  }

  void attributes(Standard.GetAttributes request, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    Fid fid = session.fids.get(request.fid());
    try {
      fid.node().status(scratch);
      Attributes.emit(out, scratch.status);
    } finally {
      fid.release();
    }
  }

  void readLink(Standard.ReadLink request, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    Fid fid = session.fids.get(request.fid());
    try {
      int length =
          (int)
              Errno.check(
                  HostFiles.readLinkAt(fid.node().descriptor, HostPath.EMPTY, scratch.block));
      out.putString(text(scratch.block, 0, length));
    } finally {
      fid.release();
    }
  }

  private static String text(MemorySegment from, long offset, int length) {
    byte[] copy = new byte[length];
    MemorySegment.copy(from, ValueLayout.JAVA_BYTE, offset, copy, 0, length);
    return new String(copy, StandardCharsets.ISO_8859_1);
  }

  void fileSystem(Standard.StatFs request, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    Fid fid = session.fids.get(request.fid());
    try {
      MemorySegment s = scratch.block;
      Errno.check(HostFiles.fileSystemStatus(fid.node().descriptor, s));
      // struct statfs of x86-64: nine longs, f_fsid being two ints in one of them
      new FileSystemReply(
              (int) s.get(LONG, 0),
              (int) s.get(LONG, 8),
              s.get(LONG, 16),
              s.get(LONG, 24),
              s.get(LONG, 32),
              s.get(LONG, 40),
              s.get(LONG, 48),
              s.get(LONG, 56),
              (int) s.get(LONG, 64))
          .emit(out);
    } finally {
      fid.release();
    }
  }

  /** {@code Treaddir}: the fid has been opened. */
  void readDirectory(Standard.ReadDirectory request, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    Fid fid = session.fids.get(request.fid());
    try {
      int count = out.position();
      int end = count + 4 + Math.clamp(request.count(), 0, out.space() - 4);
      out.putInt(0);
      fid.lock.lock();
      try {
        if (fid.open < 0 || !fid.node().isDirectory()) {
          throw Errno.EBADF.exception();
        }
        readEntries(fid, request.offset(), out, end, false);
      } finally {
        fid.lock.unlock();
      }
      int position = out.position();
      out.rewind(count);
      out.putInt(position - count - 4);
      out.rewind(position);
    } finally {
      fid.release();
    }
  }

  void readDirectoryStatus(Extension.ReadDirectory request, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    Fid fid = session.fids.get(request.fid());
    try {
      if (!request.name().isEmpty()) {
        Node at = fid.node();
        at.retain();
        try {
          at = step(at, request.name());
          if (!at.isDirectory()) {
            throw Errno.ENOTDIR.exception();
          }
          at.retain();
          bind(request.newFid(), at);
        } finally {
          at.release();
        }
        fid.release();
        fid = null;
        fid = session.fids.get(request.newFid());
      }
      fid.node().status(scratch);
      FileStatusCodec.emit(out, scratch.status);
      readWithStatus(fid, request.offset(), out);
    } finally {
      if (fid != null) {
        fid.release();
      }
    }
  }

  private void readWithStatus(Fid fid, long offset, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    int flag = out.position();
    out.putByte(0);
    boolean end;
    fid.lock.lock();
    try {
      if (!fid.node().isDirectory()) {
        throw Errno.ENOTDIR.exception();
      }
      if (fid.open < 0) {
        fid.open = fid.node().open(OpenFlags.O_RDONLY, scratch);
      }
      end = readEntries(fid, offset, out, out.position() + out.space(), true);
      if (end) {
        // The next reader starts anew; until then a descriptor would be kept for nothing.
        HostFiles.close(fid.open);
        fid.open = -1;
        fid.directoryOffset = 0;
      }
    } finally {
      fid.lock.unlock();
    }
    int position = out.position();
    out.rewind(flag);
    out.putByte(end ? 1 : 0);
    out.rewind(position);
  }

  /** The names of files that have extended attributes, or may have. */
  void attributedNames(Extension.AttributedNames request, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    Fid fid = session.fids.get(request.fid());
    try {
      Node directory = fid.node();
      if (!directory.isDirectory()) {
        throw Errno.ENOTDIR.exception();
      }
      if (directory.isOpaque()) {
        return;
      }
      // Not the fid's own descriptor, whose position belongs to those who read the directory.
      int opened = directory.open(OpenFlags.O_RDONLY, scratch);
      try {
        putAttributedNames(opened, out);
      } finally {
        HostFiles.close(opened);
      }
    } finally {
      fid.release();
    }
  }

  private void putAttributedNames(int opened, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    for (; ; ) {
      long got = Errno.check(HostFiles.readDirectory(opened, scratch.block));
      if (got == 0) {
        return;
      }
      for (long at = 0; at < got; ) {
        int length = Short.toUnsignedInt(scratch.block.get(ValueLayout.JAVA_SHORT, at + D_RECLEN));
        fillEntry(at, length);
        at += length;
        String name = scratch.entry.name;
        if (!Protocol.isName(name) || !scratch.name.set(name)) {
          continue;
        }
        long size = HostFiles.extendedAttributesAt(opened, scratch.name, NOTHING);
        if (size == Errno.ENOSYS.result()) {
          throw Errno.EOPNOTSUPP.exception(); // the client asks about each file then
        }
        if (size != 0 && size != Errno.EOPNOTSUPP.result()) {
          if (out.space() < 2 + name.length()) {
            throw Errno.E2BIG.exception();
          }
          out.putString(name);
        }
      }
    }
  }

  /**
   * Writes entries until the message or the directory ends.
   *
   * @param end where the message ends
   * @param withStatus the record to write: ours, or the standard's
   * @return whether the directory ended
   */
  private boolean readEntries(Fid fid, long offset, MessageBuffer out, int end, boolean withStatus)
      throws ErrnoException, ProtocolException {
    if (fid.node().isOpaque()) {
      return true;
    }
    if (fid.directoryOffset != offset) {
      Errno.check(HostFiles.seek(fid.open, offset, Seek.SEEK_SET));
      fid.directoryOffset = offset;
    }
    for (; ; ) {
      long got = Errno.check(HostFiles.readDirectory(fid.open, scratch.block));
      if (got == 0) {
        return true;
      }
      for (long at = 0; at < got; ) {
        int length = Short.toUnsignedInt(scratch.block.get(ValueLayout.JAVA_SHORT, at + D_RECLEN));
        fillEntry(at, length);
        int need =
            withStatus ? DirectoryRecord.LARGEST : 13 + 8 + 1 + 2 + scratch.entry.name.length();
        if (end - out.position() < need) {
          // The kernel's position is behind the whole block; go back to where we stopped.
          Errno.check(HostFiles.seek(fid.open, fid.directoryOffset, Seek.SEEK_SET));
          return false;
        }
        putEntry(fid, out, withStatus);
        fid.directoryOffset = scratch.entry.offset;
        at += length;
      }
    }
  }

  private void fillEntry(long at, int length) {
    DirectoryRecord entry = scratch.entry;
    entry.inode = scratch.block.get(LONG, at);
    entry.offset = scratch.block.get(LONG, at + D_OFF);
    entry.type = Byte.toUnsignedInt(scratch.block.get(ValueLayout.JAVA_BYTE, at + D_TYPE));
    int size = 0;
    for (; size < length - D_NAME; size++) {
      byte unit = scratch.block.get(ValueLayout.JAVA_BYTE, at + D_NAME + size);
      if (unit == 0) {
        break;
      }
      nameBytes[size] = unit;
    }
    entry.name = new String(nameBytes, 0, size, StandardCharsets.ISO_8859_1);
  }

  private void putEntry(Fid fid, MessageBuffer out, boolean withStatus) throws ProtocolException {
    DirectoryRecord entry = scratch.entry;
    if (!withStatus) {
      Qid.emit(out, Qid.typeOf(entry.type << 12), entry.inode);
      out.putLong(entry.offset);
      out.putByte(entry.type);
      out.putString(entry.name);
      return;
    }
    entry.known =
        Protocol.isName(entry.name)
            && scratch.name.set(entry.name)
            && HostFiles.statusAt(
                    fid.node().descriptor,
                    scratch.name,
                    AtFlags.AT_SYMLINK_NOFOLLOW | AtFlags.AT_NO_AUTOMOUNT,
                    scratch.hostStatus)
                == 0;
    if (entry.known) {
      scratch.hostStatus.copyTo(entry.status);
    }
    entry.emit(out);
  }
}
