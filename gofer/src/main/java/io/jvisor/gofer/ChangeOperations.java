package io.jvisor.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.ninep.Attributes;
import io.jvisor.ninep.Extension;
import io.jvisor.ninep.FileStatusCodec;
import io.jvisor.ninep.MessageBuffer;
import io.jvisor.ninep.ProtocolException;
import io.jvisor.ninep.Qid;
import io.jvisor.ninep.Standard;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostPath;
import java.lang.foreign.ValueLayout;

/** What changes the tree. The caller has checked that it may be changed. One per thread. */
final class ChangeOperations {
  /** {@code UTIME_NOW} and {@code UTIME_OMIT}, in the place of nanoseconds. */
  private static final long UTIME_NOW = 0x3fffffff;

  private static final long UTIME_OMIT = 0x3ffffffe;

  private final Session session;
  private final Scratch scratch;

  ChangeOperations(Session session, Scratch scratch) {
    this.session = session;
    this.scratch = scratch;
  }

  void makeDirectory(Standard.MakeDirectory request, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    int mode = Stat.S_IFDIR | (request.mode() & Stat.PERMISSIONS);
    makeNamed(request.directory(), request.name(), "", mode, 0, -1, request.gid());
    Qid.emit(out, Qid.DIRECTORY, scratch.status.inode);
  }

  void makeSymbolicLink(Standard.SymbolicLink request, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    int mode = Stat.S_IFLNK | 0777;
    makeNamed(request.directory(), request.name(), request.target(), mode, 0, -1, request.gid());
    Qid.emit(out, Qid.SYMLINK, scratch.status.inode);
  }

  void makeNode(Standard.MakeNode request, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    long device =
        ((request.major() & 0xfffL) << 8)
            | (request.minor() & 0xffL)
            | ((request.minor() & 0xffffff00L) << 12);
    makeNamed(request.directory(), request.name(), "", request.mode(), device, -1, request.gid());
    Qid.emit(out, Qid.typeOf(scratch.status.mode), scratch.status.inode);
  }

  void make(Extension.Make request, MessageBuffer out) throws ErrnoException, ProtocolException {
    makeNamed(
        request.directory(),
        request.name(),
        request.target(),
        request.mode(),
        request.device(),
        request.uid(),
        request.gid());
    FileStatusCodec.emit(out, scratch.status);
  }

  /** Makes what is not a regular file, gives it away, and leaves its status in the scratch. */
  private void makeNamed(
      int number, String name, String target, int mode, long device, int uid, int gid)
      throws ErrnoException {
    Fid fid = session.fids.get(number);
    try {
      int where = fid.node().names();
      scratch.setName(name);
      long result =
          switch (mode & Stat.S_IFMT) {
            case Stat.S_IFDIR ->
                HostFiles.makeDirectoryAt(where, scratch.name, mode & Stat.PERMISSIONS);
            case Stat.S_IFLNK -> {
              Scratch.setPath(scratch.secondName, target);
              yield HostFiles.makeSymbolicLinkAt(scratch.secondName, where, scratch.name);
            }
            case Stat.S_IFREG, Stat.S_IFIFO, Stat.S_IFSOCK, Stat.S_IFCHR, Stat.S_IFBLK ->
                HostFiles.makeNodeAt(where, scratch.name, mode, device);
            default -> Errno.EINVAL.result();
          };
      Errno.check(result);
      result = Ownership.giveAt(where, scratch.name, mode, uid, gid);
      if (result == 0) {
        result =
            HostFiles.statusAt(
                where, scratch.name, AtFlags.AT_SYMLINK_NOFOLLOW, scratch.hostStatus);
      }
      if (result < 0) {
        boolean isDirectory = (mode & Stat.S_IFMT) == Stat.S_IFDIR;
        HostFiles.unlinkAt(where, scratch.name, isDirectory ? AtFlags.AT_REMOVEDIR : 0);
        throw Errno.ofResult(result).exception();
      }
      scratch.hostStatus.copyTo(scratch.status);
    } finally {
      fid.release();
    }
  }

  void link(Standard.Link request) throws ErrnoException {
    Fid directory = session.fids.get(request.directory());
    try {
      Fid file = session.fids.get(request.fid());
      try {
        scratch.setName(request.name());
        Errno.check(
            HostFiles.linkAt(
                file.node().descriptor,
                HostPath.EMPTY,
                directory.node().names(),
                scratch.name,
                AtFlags.AT_EMPTY_PATH));
      } finally {
        file.release();
      }
    } finally {
      directory.release();
    }
  }

  void unlink(Standard.Unlink request) throws ErrnoException {
    Fid directory = session.fids.get(request.directory());
    try {
      scratch.setName(request.name());
      Errno.check(
          HostFiles.unlinkAt(
              directory.node().names(), scratch.name, request.flags() & AtFlags.AT_REMOVEDIR));
    } finally {
      directory.release();
    }
  }

  void rename(int oldDirectory, String oldName, int newDirectory, String newName, int flags)
      throws ErrnoException {
    Fid from = session.fids.get(oldDirectory);
    try {
      Fid to = session.fids.get(newDirectory);
      try {
        scratch.setName(oldName);
        Scratch.setName(scratch.secondName, newName);
        Errno.check(
            HostFiles.renameAt(
                from.node().names(), scratch.name, to.node().names(), scratch.secondName, flags));
      } finally {
        to.release();
      }
    } finally {
      from.release();
    }
  }

  void setAttributes(Standard.SetAttributes request) throws ErrnoException {
    Fid fid = session.fids.get(request.fid());
    try {
      Node node = fid.node();
      int valid = request.valid();
      if ((valid & Attributes.SIZE) != 0) {
        truncate(node, request.size());
      }
      if ((valid & (Attributes.UID | Attributes.GID)) != 0) {
        Errno.check(
            HostFiles.changeOwnerAt(
                node.descriptor,
                HostPath.EMPTY,
                (valid & Attributes.UID) != 0 ? request.uid() : -1,
                (valid & Attributes.GID) != 0 ? request.gid() : -1,
                AtFlags.AT_EMPTY_PATH));
      }
      if ((valid & Attributes.MODE) != 0) {
        changeMode(node, request.mode() & Stat.PERMISSIONS);
      }
      if ((valid & (Attributes.ACCESS_TIME | Attributes.MODIFY_TIME)) != 0) {
        setTimes(node, request);
      }
    } finally {
      fid.release();
    }
  }

  private void truncate(Node node, long size) throws ErrnoException {
    if (node.isDirectory()) {
      throw Errno.EISDIR.exception();
    }
    int opened = node.open(OpenFlags.O_WRONLY, scratch);
    long result = HostFiles.truncate(opened, size);
    HostFiles.close(opened);
    Errno.check(result);
  }

  private void changeMode(Node node, int mode) throws ErrnoException {
    long result =
        HostFiles.changeModeAt(node.descriptor, HostPath.EMPTY, mode, AtFlags.AT_EMPTY_PATH);
    if (result == Errno.ENOSYS.result()) {
      int opened = node.open(OpenFlags.O_RDONLY, scratch);
      result = HostFiles.changeMode(opened, mode);
      HostFiles.close(opened);
    }
    Errno.check(result);
  }

  private void setTimes(Node node, Standard.SetAttributes request) throws ErrnoException {
    int valid = request.valid();
    boolean access = (valid & Attributes.ACCESS_TIME) != 0;
    boolean accessSet = (valid & Attributes.ACCESS_TIME_SET) != 0;
    boolean modify = (valid & Attributes.MODIFY_TIME) != 0;
    boolean modifySet = (valid & Attributes.MODIFY_TIME_SET) != 0;
    putTime(0, access, accessSet, request.accessSeconds(), request.accessNanos());
    putTime(16, modify, modifySet, request.modifySeconds(), request.modifyNanos());
    Errno.check(
        HostFiles.setTimesAt(
            node.descriptor, HostPath.EMPTY, scratch.block, AtFlags.AT_EMPTY_PATH));
  }

  private void putTime(long offset, boolean change, boolean given, long seconds, long nanos)
      throws ErrnoException {
    if (given && (nanos < 0 || nanos > 999_999_999)) {
      throw Errno.EINVAL.exception();
    }
    scratch.block.set(ValueLayout.JAVA_LONG, offset, given ? seconds : 0);
    scratch.block.set(
        ValueLayout.JAVA_LONG, offset + 8, !change ? UTIME_OMIT : given ? nanos : UTIME_NOW);
  }

  /** {@code Tremove} and {@code Trename} name a file by its fid alone, whose name may be stale. */
  void remove(Standard.Remove request) throws ErrnoException {
    session.fids.remove(request.fid()).release();
    throw Errno.EOPNOTSUPP.exception();
  }
}
