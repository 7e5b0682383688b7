package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.DirectorySink;
import io.jvisor.kernel.api.file.IoSink;

/**
 * An open directory. The file system lists names with offsets of its choice from {@value
 * #FIRST_OFFSET} up; {@code .} and {@code ..} are added here.
 */
public abstract class DirectoryFile extends PositionedFile {
  /** The offset of the first name after {@code .} and {@code ..}. */
  protected static final long FIRST_OFFSET = 2;

  /** Opens a directory. */
  protected DirectoryFile(VfsPath path, int flags) {
    super(path, flags);
  }

  /**
   * Lists names, in ascending order of offsets, until there are no more or the sink takes no more.
   * An offset stands for the same name as long as the name is there.
   *
   * @param from list names at this offset and beyond, at least {@link #FIRST_OFFSET}
   */
  protected abstract void list(Task task, long from, DirectorySink sink) throws ErrnoException;

  /** Called when a directory is read from its start, so that a listing can be made anew. */
  protected void rewind() {}

  @Override
  public final void readDirectory(Task task, DirectorySink sink) throws ErrnoException {
    Dentry dentry = path().dentry();
    if (dentry.isRemoved()) {
      throw Errno.ENOENT.exception();
    }
    positionLock.lock();
    try {
      if (position == 0) {
        rewind();
        if (!sink.add(".", inode().number(), Stat.directoryType(Stat.S_IFDIR), 1)) {
          return;
        }
        position = 1;
      }
      if (position == 1) {
        long parent = dentry.parent().inode().number();
        if (!sink.add("..", parent, Stat.directoryType(Stat.S_IFDIR), FIRST_OFFSET)) {
          return;
        }
        position = FIRST_OFFSET;
      }
      list(
          task,
          position,
          (name, inode, type, next) -> {
            if (!sink.add(name, inode, type, next)) {
              return false;
            }
            position = next;
            return true;
          });
    } finally {
      positionLock.unlock();
    }
    touchAccessTime(task);
    FileEvents.read(this);
  }

  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    throw Errno.EISDIR.exception();
  }

  @Override
  public long readAt(Task task, IoSink target, long offset) throws ErrnoException {
    throw Errno.EISDIR.exception();
  }

  /** Ends what {@code F_NOTIFY} began by a descriptor of the same table. */
  @Override
  protected final long flush(Task task) {
    Owner owner = owner();
    if (owner != null) {
      owner.descriptorClosed(task.files());
    }
    return 0;
  }

  @Override
  public void sync(Task task, boolean dataOnly) throws ErrnoException {}
}
