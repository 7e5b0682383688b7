package io.jvisor.ninep;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** The requests of 9P2000.L. Record and field names are ours; the wire is the standard's. */
public sealed interface Standard extends Request {
  /** Reads the fields of a message of a type. */
  static Standard parse(int type, MessageBuffer in) throws ProtocolException {
    return switch (type) {
      case MessageType.TVERSION -> Version.parse(in);
      case MessageType.TAUTH -> Auth.parse(in);
      case MessageType.TATTACH -> Attach.parse(in);
      case MessageType.TFLUSH -> Flush.parse(in);
      case MessageType.TWALK -> Walk.parse(in);
      case MessageType.TREAD -> Read.parse(in);
      case MessageType.TWRITE -> Write.parse(in);
      case MessageType.TCLUNK -> Clunk.parse(in);
      case MessageType.TREMOVE -> Remove.parse(in);
      case MessageType.TSTATFS -> StatFs.parse(in);
      case MessageType.TLOPEN -> Open.parse(in);
      case MessageType.TLCREATE -> Create.parse(in);
      case MessageType.TSYMLINK -> SymbolicLink.parse(in);
      case MessageType.TMKNOD -> MakeNode.parse(in);
      case MessageType.TRENAME -> Rename.parse(in);
      case MessageType.TREADLINK -> ReadLink.parse(in);
      case MessageType.TGETATTR -> GetAttributes.parse(in);
      case MessageType.TSETATTR -> SetAttributes.parse(in);
      case MessageType.TXATTRWALK -> AttributeWalk.parse(in);
      case MessageType.TXATTRCREATE -> AttributeCreate.parse(in);
      case MessageType.TREADDIR -> ReadDirectory.parse(in);
      case MessageType.TFSYNC -> Sync.parse(in);
      case MessageType.TLINK -> Link.parse(in);
      case MessageType.TMKDIR -> MakeDirectory.parse(in);
      case MessageType.TRENAMEAT -> RenameAt.parse(in);
      case MessageType.TUNLINKAT -> Unlink.parse(in);
      default -> throw new ProtocolException("type");
    };
  }

  /**
   * Agrees on the largest message and the dialect; forgets all fids. Answered by {@code msize[4]
   * version[s]}.
   */
  record Version(int messageSize, String version) implements Standard {
    static Version parse(MessageBuffer in) throws ProtocolException {
      return new Version(in.getInt(), in.getString());
    }

    @Override
    public int type() {
      return MessageType.TVERSION;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(messageSize);
      out.putString(version);
    }
  }

  /** Asks for authentication, which nobody here needs. */
  record Auth(int authFid, String user, String tree, int userId) implements Standard {
    static Auth parse(MessageBuffer in) throws ProtocolException {
      return new Auth(in.getInt(), in.getString(), in.getString(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TAUTH;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(authFid);
      out.putString(user);
      out.putString(tree);
      out.putInt(userId);
    }
  }

  /** Binds a fid to the root of the tree. Answered by a qid. */
  record Attach(int fid, int authFid, String user, String tree, int userId) implements Standard {
    static Attach parse(MessageBuffer in) throws ProtocolException {
      return new Attach(in.getInt(), in.getInt(), in.getString(), in.getString(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TATTACH;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putInt(authFid);
      out.putString(user);
      out.putString(tree);
      out.putInt(userId);
    }
  }

  /** Gives up on a request. Answered by nothing but the header. */
  record Flush(int oldTag) implements Standard {
    static Flush parse(MessageBuffer in) throws ProtocolException {
      return new Flush(in.getShort());
    }

    @Override
    public int type() {
      return MessageType.TFLUSH;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putShort(oldTag);
    }
  }

  /**
   * Binds a new fid to what names lead to. Answered by {@code nwqid[2] qid*nwqid}; the fid is bound
   * when there are as many as names.
   */
  record Walk(int fid, int newFid, List<String> names) implements Standard {
    static Walk parse(MessageBuffer in) throws ProtocolException {
      return new Walk(in.getInt(), in.getInt(), Request.parseNames(in));
    }

    @Override
    public int type() {
      return MessageType.TWALK;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putInt(newFid);
      Request.emitNames(out, names);
    }
  }

  /** Reads an open file. Answered by {@code count[4] data[count]}. */
  record Read(int fid, long offset, int count) implements Standard {
    static Read parse(MessageBuffer in) throws ProtocolException {
      return new Read(in.getInt(), in.getLong(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TREAD;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putLong(offset);
      out.putInt(count);
    }
  }

  /** Writes an open file. Answered by {@code count[4]}. */
  record Write(int fid, long offset, MemorySegment data) implements Standard {
    static Write parse(MessageBuffer in) throws ProtocolException {
      return new Write(in.getInt(), in.getLong(), in.getData());
    }

    @Override
    public int type() {
      return MessageType.TWRITE;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putLong(offset);
      out.putData(data);
    }
  }

  /** Forgets a fid. */
  record Clunk(int fid) implements Standard {
    static Clunk parse(MessageBuffer in) throws ProtocolException {
      return new Clunk(in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TCLUNK;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
    }
  }

  /** Removes a file and forgets its fid. */
  record Remove(int fid) implements Standard {
    static Remove parse(MessageBuffer in) throws ProtocolException {
      return new Remove(in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TREMOVE;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
    }
  }

  /** Tells about the file system: {@link FileSystemReply}. */
  record StatFs(int fid) implements Standard {
    static StatFs parse(MessageBuffer in) throws ProtocolException {
      return new StatFs(in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TSTATFS;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
    }
  }

  /** Opens a fid. Answered by {@code qid iounit[4]}. */
  record Open(int fid, int flags) implements Standard {
    static Open parse(MessageBuffer in) throws ProtocolException {
      return new Open(in.getInt(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TLOPEN;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putInt(flags);
    }
  }

  /**
   * Makes a regular file in the directory of a fid and turns the fid into it, open. Answered by
   * {@code qid iounit[4]}.
   */
  record Create(int fid, String name, int flags, int mode, int gid) implements Standard {
    static Create parse(MessageBuffer in) throws ProtocolException {
      return new Create(in.getInt(), in.getString(), in.getInt(), in.getInt(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TLCREATE;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putString(name);
      out.putInt(flags);
      out.putInt(mode);
      out.putInt(gid);
    }
  }

  /** Makes a symbolic link. Answered by a qid. */
  record SymbolicLink(int directory, String name, String target, int gid) implements Standard {
    static SymbolicLink parse(MessageBuffer in) throws ProtocolException {
      return new SymbolicLink(in.getInt(), in.getString(), in.getString(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TSYMLINK;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(directory);
      out.putString(name);
      out.putString(target);
      out.putInt(gid);
    }
  }

  /** Makes a special file. Answered by a qid. */
  record MakeNode(int directory, String name, int mode, int major, int minor, int gid)
      implements Standard {
    static MakeNode parse(MessageBuffer in) throws ProtocolException {
      return new MakeNode(
          in.getInt(), in.getString(), in.getInt(), in.getInt(), in.getInt(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TMKNOD;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(directory);
      out.putString(name);
      out.putInt(mode);
      out.putInt(major);
      out.putInt(minor);
      out.putInt(gid);
    }
  }

  /** Moves a file into a directory under a name. */
  record Rename(int fid, int directory, String name) implements Standard {
    static Rename parse(MessageBuffer in) throws ProtocolException {
      return new Rename(in.getInt(), in.getInt(), in.getString());
    }

    @Override
    public int type() {
      return MessageType.TRENAME;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putInt(directory);
      out.putString(name);
    }
  }

  /** The target of a symbolic link. Answered by {@code target[s]}. */
  record ReadLink(int fid) implements Standard {
    static ReadLink parse(MessageBuffer in) throws ProtocolException {
      return new ReadLink(in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TREADLINK;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
    }
  }

  /** Type, owner, sizes, times: {@link Attributes}. */
  record GetAttributes(int fid, long mask) implements Standard {
    static GetAttributes parse(MessageBuffer in) throws ProtocolException {
      return new GetAttributes(in.getInt(), in.getLong());
    }

    @Override
    public int type() {
      return MessageType.TGETATTR;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putLong(mask);
    }
  }

  /**
   * Changes attributes; {@code valid} is of {@link Attributes}. Times are seconds and nanoseconds.
   */
  record SetAttributes(
      int fid,
      int valid,
      int mode,
      int uid,
      int gid,
      long size,
      long accessSeconds,
      long accessNanos,
      long modifySeconds,
      long modifyNanos)
      implements Standard {
    static SetAttributes parse(MessageBuffer in) throws ProtocolException {
      return new SetAttributes(
          in.getInt(),
          in.getInt(),
          in.getInt(),
          in.getInt(),
          in.getInt(),
          in.getLong(),
          in.getLong(),
          in.getLong(),
          in.getLong(),
          in.getLong());
    }

    @Override
    public int type() {
      return MessageType.TSETATTR;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putInt(valid);
      out.putInt(mode);
      out.putInt(uid);
      out.putInt(gid);
      out.putLong(size);
      out.putLong(accessSeconds);
      out.putLong(accessNanos);
      out.putLong(modifySeconds);
      out.putLong(modifyNanos);
    }
  }

  /**
   * Binds a new fid to the value of an extended attribute, or, with an empty name, to the list of
   * their names. Answered by {@code size[8]}.
   */
  record AttributeWalk(int fid, int newFid, String name) implements Standard {
    static AttributeWalk parse(MessageBuffer in) throws ProtocolException {
      return new AttributeWalk(in.getInt(), in.getInt(), in.getString());
    }

    @Override
    public int type() {
      return MessageType.TXATTRWALK;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putInt(newFid);
      out.putString(name);
    }
  }

  /** Turns a fid into an extended attribute to be written and set by clunking it. */
  record AttributeCreate(int fid, String name, long size, int flags) implements Standard {
    static AttributeCreate parse(MessageBuffer in) throws ProtocolException {
      return new AttributeCreate(in.getInt(), in.getString(), in.getLong(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TXATTRCREATE;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putString(name);
      out.putLong(size);
      out.putInt(flags);
    }
  }

  /**
   * Reads entries of an open directory. Answered by {@code count[4]} and entries {@code qid
   * offset[8] type[1] name[s]}.
   */
  record ReadDirectory(int fid, long offset, int count) implements Standard {
    static ReadDirectory parse(MessageBuffer in) throws ProtocolException {
      return new ReadDirectory(in.getInt(), in.getLong(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TREADDIR;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putLong(offset);
      out.putInt(count);
    }
  }

  /** Writes a file to the disk. */
  record Sync(int fid, int dataOnly) implements Standard {
    static Sync parse(MessageBuffer in) throws ProtocolException {
      return new Sync(in.getInt(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TFSYNC;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putInt(dataOnly);
    }
  }

  /** Gives a file another name. */
  record Link(int directory, int fid, String name) implements Standard {
    static Link parse(MessageBuffer in) throws ProtocolException {
      return new Link(in.getInt(), in.getInt(), in.getString());
    }

    @Override
    public int type() {
      return MessageType.TLINK;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(directory);
      out.putInt(fid);
      out.putString(name);
    }
  }

  /** Makes a directory. Answered by a qid. */
  record MakeDirectory(int directory, String name, int mode, int gid) implements Standard {
    static MakeDirectory parse(MessageBuffer in) throws ProtocolException {
      return new MakeDirectory(in.getInt(), in.getString(), in.getInt(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TMKDIR;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(directory);
      out.putString(name);
      out.putInt(mode);
      out.putInt(gid);
    }
  }

  /** Renames. */
  record RenameAt(int oldDirectory, String oldName, int newDirectory, String newName)
      implements Standard {
    static RenameAt parse(MessageBuffer in) throws ProtocolException {
      return new RenameAt(in.getInt(), in.getString(), in.getInt(), in.getString());
    }

    @Override
    public int type() {
      return MessageType.TRENAMEAT;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(oldDirectory);
      out.putString(oldName);
      out.putInt(newDirectory);
      out.putString(newName);
    }
  }

  /** Removes a name; {@code flags} may be {@code AT_REMOVEDIR}. */
  record Unlink(int directory, String name, int flags) implements Standard {
    static Unlink parse(MessageBuffer in) throws ProtocolException {
      return new Unlink(in.getInt(), in.getString(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TUNLINKAT;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(directory);
      out.putString(name);
      out.putInt(flags);
    }
  }
}
