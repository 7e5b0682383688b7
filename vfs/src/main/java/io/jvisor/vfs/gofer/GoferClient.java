package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.ninep.DirectoryRecord;
import io.jvisor.ninep.Extension;
import io.jvisor.ninep.FileStatusCodec;
import io.jvisor.ninep.FileSystemReply;
import io.jvisor.ninep.MessageBuffer;
import io.jvisor.ninep.Protocol;
import io.jvisor.ninep.ProtocolException;
import io.jvisor.ninep.Qid;
import io.jvisor.ninep.Request;
import io.jvisor.ninep.Standard;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The gofer's calls, with types. Any thread; each call is one round trip. */
final class GoferClient {
  private final Connection connection;

  /** Takes over a socket. */
  GoferClient(int socket) {
    this.connection = new Connection(socket);
  }

  /** Reads what a reply holds. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(Exchange exchange, MessageBuffer in) throws ProtocolException, ErrnoException;
  }

  private <T> T call(Request request, Reader<T> reader) throws ErrnoException {
    Exchange exchange = connection.begin();
    try {
      MessageBuffer in = connection.call(exchange, request);
      return reader.read(exchange, in);
    } catch (ProtocolException e) {
      connection.fail();
      throw Errno.EIO.exception();
    } finally {
      connection.end(exchange);
    }
  }

  private void call(Request request) throws ErrnoException {
    call(request, (exchange, in) -> null);
  }

  /**
   * Agrees on the dialect.
   *
   * @throws ErrnoException {@code EPROTO} when the server does not speak jvisor's
   */
  void negotiate() throws ErrnoException {
    Request request = new Standard.Version(Protocol.MESSAGE_SIZE, Protocol.VERSION_JVISOR);
    boolean agreed =
        call(
            request,
            (exchange, in) ->
                in.getInt() == Protocol.MESSAGE_SIZE
                    && in.getString().equals(Protocol.VERSION_JVISOR));
    if (!agreed) {
      throw Errno.EPROTO.exception();
    }
  }

  /** Binds a fid to the root and tells its status. */
  void attach(int fid, FileStatus status) throws ErrnoException {
    call(new Standard.Attach(fid, Protocol.NO_FID, "", "", Protocol.NO_FID));
    status(fid, status);
  }

  /** The status of a fid's file. */
  void status(int fid, FileStatus status) throws ErrnoException {
    walkStatus(new Extension.WalkStatus(fid, Protocol.NO_FID, List.of()), status);
  }

  /**
   * Finds a name.
   *
   * @param newFid bound if the name is a directory's
   * @return whether it was bound
   */
  boolean walk(int fid, int newFid, String name, FileStatus status) throws ErrnoException {
    return walkStatus(new Extension.WalkStatus(fid, newFid, List.of(name)), status);
  }

  private boolean walkStatus(Extension.WalkStatus request, FileStatus status)
      throws ErrnoException {
    return call(
        request,
        (exchange, in) -> {
          boolean bound = in.getByte() != 0;
          FileStatusCodec.parse(in, status);
          return bound;
        });
  }

  /** Binds a fid to a name, whatever it is; returns the inode number. */
  long bind(int fid, int newFid, String name) throws ErrnoException {
    return call(
        new Standard.Walk(fid, newFid, List.of(name)),
        (exchange, in) -> {
          if (in.getShort() != 1) {
            throw Errno.ENOENT.exception();
          }
          return Qid.parse(in).path();
        });
  }

  /** Forgets fids, without waiting. */
  void forget(int... fids) {
    connection.post(new Extension.Forget(fids));
  }

  /**
   * Opens a regular file of a directory.
   *
   * @return a host descriptor, the caller's; -1 when this process has no room for another
   */
  int openFile(int directory, String name, int flags, FileStatus status) throws ErrnoException {
    return callForDescriptor(new Extension.OpenFile(directory, name, flags), status);
  }

  /** Makes a regular file and opens it; otherwise as {@link #openFile}. */
  int createFile(
      int directory, String name, int flags, int mode, int uid, int gid, FileStatus status)
      throws ErrnoException {
    return callForDescriptor(
        new Extension.CreateFile(directory, name, flags, mode, uid, gid), status);
  }

  private int callForDescriptor(Request request, FileStatus status) throws ErrnoException {
    return call(
        request,
        (exchange, in) -> {
          FileStatusCodec.parse(in, status);
          return exchange.reply.message.takeDescriptor();
        });
  }

  /**
   * Reads entries of a directory.
   *
   * @param newFid bound to the directory {@code name} in that of {@code fid}, which is read; with
   *     an empty name {@code fid} itself is read
   * @param offset 0, or that of the last entry read
   * @param status receives that of the directory
   * @param target takes each entry; the record is used again
   * @return whether the directory ended
   */
  boolean readDirectory(
      int fid,
      int newFid,
      String name,
      long offset,
      FileStatus status,
      Consumer<DirectoryRecord> target)
      throws ErrnoException {
    return call(
        new Extension.ReadDirectory(fid, newFid, name, offset),
        (exchange, in) -> {
          FileStatusCodec.parse(in, status);
          boolean end = in.getByte() != 0;
          if (!end && in.remaining() == 0) {
            throw new ProtocolException("no progress");
          }
          DirectoryRecord entry = new DirectoryRecord();
          while (in.remaining() > 0) {
            entry.parse(in);
            target.accept(entry);
          }
          return end;
        });
  }

  String readLink(int fid) throws ErrnoException {
    return call(new Standard.ReadLink(fid), (exchange, in) -> in.getString());
  }

  FileSystemReply fileSystem(int fid) throws ErrnoException {
    return call(new Standard.StatFs(fid), (exchange, in) -> FileSystemReply.parse(in));
  }

  /** Makes what is not a regular file. */
  void make(
      int directory,
      String name,
      String target,
      int mode,
      long device,
      int uid,
      int gid,
      FileStatus status)
      throws ErrnoException {
    call(
        new Extension.Make(directory, name, target, mode, device, uid, gid),
        (exchange, in) -> {
          FileStatusCodec.parse(in, status);
          return null;
        });
  }

  void link(int directory, int fid, String name) throws ErrnoException {
    call(new Standard.Link(directory, fid, name));
  }

  void unlink(int directory, String name, int flags) throws ErrnoException {
    call(new Standard.Unlink(directory, name, flags));
  }

  void rename(int oldDirectory, String oldName, int newDirectory, String newName, int flags)
      throws ErrnoException {
    call(new Extension.Rename(oldDirectory, oldName, newDirectory, newName, flags));
  }

  /** Changes attributes; the fid in the request does not count. */
  void setAttributes(int fid, Standard.SetAttributes request) throws ErrnoException {
    call(
        new Standard.SetAttributes(
            fid,
            request.valid(),
            request.mode(),
            request.uid(),
            request.gid(),
            request.size(),
            request.accessSeconds(),
            request.accessNanos(),
            request.modifySeconds(),
            request.modifyNanos()));
  }

  byte[] extendedAttribute(int fid, String name) throws ErrnoException {
    return call(new Extension.GetAttribute(fid, name), (exchange, in) -> bytes(in));
  }

  /** The files of a directory that have extended attributes. */
  Set<String> attributedNames(int fid) throws ErrnoException {
    return call(
        new Extension.AttributedNames(fid),
        (exchange, in) -> {
          Set<String> names = new HashSet<>();
          while (in.remaining() > 0) {
            names.add(in.getString());
          }
          return names;
        });
  }

  /** The names of all extended attributes, each with a NUL behind it. */
  byte[] extendedAttributes(int fid) throws ErrnoException {
    return call(new Extension.ListAttributes(fid), (exchange, in) -> bytes(in));
  }

  private static byte[] bytes(MessageBuffer in) throws ProtocolException {
    return in.getData().toArray(ValueLayout.JAVA_BYTE);
  }

  void setExtendedAttribute(int fid, String name, byte[] value, int flags) throws ErrnoException {
    call(new Extension.SetAttribute(fid, name, MemorySegment.ofArray(value), flags));
  }

  void removeExtendedAttribute(int fid, String name) throws ErrnoException {
    call(new Extension.RemoveAttribute(fid, name));
  }

  /** Ends the connection; calls under way fail with {@code EIO}. */
  void close() {
    connection.fail();
  }
}
