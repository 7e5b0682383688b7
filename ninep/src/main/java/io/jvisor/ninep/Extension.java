package io.jvisor.ninep;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The requests of {@link Protocol#VERSION_JVISOR}, which save round trips and hand descriptors
 * over.
 */
public sealed interface Extension extends Request {
  /** Reads the fields of a message of a type. */
  static Extension parse(int type, MessageBuffer in) throws ProtocolException {
    return switch (type) {
      case MessageType.TWALKSTATUS -> WalkStatus.parse(in);
      case MessageType.TOPENFILE -> OpenFile.parse(in);
      case MessageType.TREADDIRSTATUS -> ReadDirectory.parse(in);
      case MessageType.TCREATEFILE -> CreateFile.parse(in);
      case MessageType.TMAKE -> Make.parse(in);
      case MessageType.TRENAMEFLAGS -> Rename.parse(in);
      case MessageType.TXATTRGET -> GetAttribute.parse(in);
      case MessageType.TXATTRSET -> SetAttribute.parse(in);
      case MessageType.TXATTRREMOVE -> RemoveAttribute.parse(in);
      case MessageType.TXATTRLIST -> ListAttributes.parse(in);
      case MessageType.TFORGET -> Forget.parse(in);
      case MessageType.TXATTRNAMES -> AttributedNames.parse(in);
      default -> throw new ProtocolException("type");
    };
  }

  /**
   * Walks, and tells the status of what was reached, by {@code bound[1]} and a {@link
   * FileStatusCodec}.
   *
   * <p>The new fid is bound only when that is a directory and the new fid is not {@link
   * Protocol#NO_FID}. Without names it tells about {@code fid} itself.
   */
  record WalkStatus(int fid, int newFid, List<String> names) implements Extension {
    static WalkStatus parse(MessageBuffer in) throws ProtocolException {
      return new WalkStatus(in.getInt(), in.getInt(), Request.parseNames(in));
    }

    @Override
    public int type() {
      return MessageType.TWALKSTATUS;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putInt(newFid);
      Request.emitNames(out, names);
    }
  }

  /**
   * Opens a regular file, {@code name} in the directory {@code fid} or, with an empty name, {@code
   * fid} itself. Answered by the status of the file, with the open descriptor beside the message.
   */
  record OpenFile(int fid, String name, int flags) implements Extension {
    static OpenFile parse(MessageBuffer in) throws ProtocolException {
      return new OpenFile(in.getInt(), in.getString(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TOPENFILE;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putString(name);
      out.putInt(flags);
    }
  }

  /**
   * Reads entries of a directory, which need not be opened, from an offset that an entry told, or
   * 0. With a name, the directory is found in that of {@code fid} first and bound to the new fid.
   * Answered by the status of the directory, {@code end[1]} and entries as {@link DirectoryRecord}
   * writes them.
   */
  record ReadDirectory(int fid, int newFid, String name, long offset) implements Extension {
    static ReadDirectory parse(MessageBuffer in) throws ProtocolException {
      return new ReadDirectory(in.getInt(), in.getInt(), in.getString(), in.getLong());
    }

    @Override
    public int type() {
      return MessageType.TREADDIRSTATUS;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putInt(newFid);
      out.putString(name);
      out.putLong(offset);
    }
  }

  /** Makes a regular file that must not exist and opens it. Answered as {@link OpenFile}. */
  record CreateFile(int directory, String name, int flags, int mode, int uid, int gid)
      implements Extension {
    static CreateFile parse(MessageBuffer in) throws ProtocolException {
      return new CreateFile(
          in.getInt(), in.getString(), in.getInt(), in.getInt(), in.getInt(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TCREATEFILE;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(directory);
      out.putString(name);
      out.putInt(flags);
      out.putInt(mode);
      out.putInt(uid);
      out.putInt(gid);
    }
  }

  /**
   * Makes a directory, a symbolic link (then {@code target} counts) or a special file, as the type
   * in {@code mode} says. Answered by its status.
   */
  record Make(int directory, String name, String target, int mode, long device, int uid, int gid)
      implements Extension {
    static Make parse(MessageBuffer in) throws ProtocolException {
      return new Make(
          in.getInt(),
          in.getString(),
          in.getString(),
          in.getInt(),
          in.getLong(),
          in.getInt(),
          in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TMAKE;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(directory);
      out.putString(name);
      out.putString(target);
      out.putInt(mode);
      out.putLong(device);
      out.putInt(uid);
      out.putInt(gid);
    }
  }

  /** {@code renameat2(2)}. */
  record Rename(int oldDirectory, String oldName, int newDirectory, String newName, int flags)
      implements Extension {
    static Rename parse(MessageBuffer in) throws ProtocolException {
      return new Rename(in.getInt(), in.getString(), in.getInt(), in.getString(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TRENAMEFLAGS;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(oldDirectory);
      out.putString(oldName);
      out.putInt(newDirectory);
      out.putString(newName);
      out.putInt(flags);
    }
  }

  /** The value of an extended attribute, as {@code count[4] data[count]}. */
  record GetAttribute(int fid, String name) implements Extension {
    static GetAttribute parse(MessageBuffer in) throws ProtocolException {
      return new GetAttribute(in.getInt(), in.getString());
    }

    @Override
    public int type() {
      return MessageType.TXATTRGET;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putString(name);
    }
  }

  /** Sets an extended attribute; {@code flags} are of {@code setxattr(2)}. */
  record SetAttribute(int fid, String name, MemorySegment value, int flags) implements Extension {
    static SetAttribute parse(MessageBuffer in) throws ProtocolException {
      return new SetAttribute(in.getInt(), in.getString(), in.getData(), in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TXATTRSET;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putString(name);
      out.putData(value);
      out.putInt(flags);
    }
  }

  /** Removes an extended attribute. */
  record RemoveAttribute(int fid, String name) implements Extension {
    static RemoveAttribute parse(MessageBuffer in) throws ProtocolException {
      return new RemoveAttribute(in.getInt(), in.getString());
    }

    @Override
    public int type() {
      return MessageType.TXATTRREMOVE;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
      out.putString(name);
    }
  }

  /**
   * The names of all extended attributes, each with a NUL behind it, as {@code count[4]
   * data[count]}.
   */
  record ListAttributes(int fid) implements Extension {
    static ListAttributes parse(MessageBuffer in) throws ProtocolException {
      return new ListAttributes(in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TXATTRLIST;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
    }
  }

  /**
   * Which files of a directory have extended attributes: most have none, and need not be asked
   * about one by one. Answered by names {@code [s]*} up to the end of the message; {@code E2BIG}
   * when there are too many for one.
   */
  record AttributedNames(int fid) implements Extension {
    static AttributedNames parse(MessageBuffer in) throws ProtocolException {
      return new AttributedNames(in.getInt());
    }

    @Override
    public int type() {
      return MessageType.TXATTRNAMES;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putInt(fid);
    }
  }

  /**
   * Forgets fids; has no reply. A client uses a number again only after all others.
   *
   * @param fids never changed after construction
   */
  @SuppressWarnings("ArrayRecordComponent") // one message's carrier, never compared
  record Forget(int[] fids) implements Extension {
    static Forget parse(MessageBuffer in) throws ProtocolException {
      int count = in.getShort();
      if (count * 4 != in.remaining()) {
        throw new ProtocolException("count");
      }
      int[] fids = new int[count];
      for (int i = 0; i < count; i++) {
        fids[i] = in.getInt();
      }
      return new Forget(fids);
    }

    @Override
    public int type() {
      return MessageType.TFORGET;
    }

    @Override
    public void emit(MessageBuffer out) throws ProtocolException {
      out.putShort(fids.length);
      for (int fid : fids) {
        out.putInt(fid);
      }
    }
  }
}
