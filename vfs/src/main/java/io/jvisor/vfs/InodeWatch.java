package io.jvisor.vfs;

/**
 * Somebody who wants to know what happens to a file, and to the files of a directory: a watch of
 * {@code inotify(7)}, or what {@code F_NOTIFY} of {@code fcntl(2)} registered. It sees events from
 * {@link #start} until {@link #stop}, and keeps the inode in memory meanwhile.
 */
public abstract class InodeWatch {
  /**
   * A file was renamed within its directory, which comes before the two events that the directory
   * sees anyway. No watch of {@code inotify(7)} can ask for it.
   */
  public static final int RENAMED_HERE = 0x1_0000;

  private final Inode inode;

  /** A watch that does not see anything yet. */
  protected InodeWatch(Inode inode) {
    this.inode = inode;
  }

  /** The file. */
  public final Inode inode() {
    return inode;
  }

  /** Begins to see events. */
  public final void start() {
    inode.addWatch(this);
    inode.fileSystem().watched(this);
  }

  /** Sees no more events, but for one that comes just now. */
  public final void stop() {
    inode.fileSystem().unwatched(this);
    inode.removeWatch(this);
  }

  /**
   * Called for each event, on the thread that causes it, with any locks of vfs held: what is done
   * here may take leaf locks, and those by which a signal is sent.
   *
   * @param event one of {@code IN_*} or {@link #RENAMED_HERE}, with {@code IN_ISDIR} where the file
   *     is a directory
   * @param cookie what the two events of one {@code rename(2)} have in common, else 0
   * @param name the name in the watched directory, or null when the watched file itself is meant
   * @param unlinked whether the file was reached by a name that it has no more
   */
  protected abstract void happened(int event, int cookie, String name, boolean unlinked);

  /**
   * Called when no more events can come; {@link #stop} has been called.
   *
   * @param event {@code IN_DELETE_SELF} or {@code IN_UNMOUNT}
   */
  protected abstract void ended(int event);
}
