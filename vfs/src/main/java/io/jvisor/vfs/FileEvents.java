package io.jvisor.vfs;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.InotifyEvents;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells {@link InodeWatch}es what happens, in the order in which Linux's {@code fsnotify} does.
 * What happens to a file is told to who watches it and to who watches the directory of the name
 * that it was reached by. Where nobody watches, a call costs two reads.
 */
public final class FileEvents {
  private static final AtomicInteger LAST_COOKIE = new AtomicInteger();

  private FileEvents() {}

  /** Bytes, or names of a directory, were read. */
  public static void read(FileDescription file) {
    if (file instanceof OpenFile open) {
      onFile(open.path().dentry(), InotifyEvents.IN_ACCESS);
    }
  }

  /** Contents or size were changed. */
  public static void written(FileDescription file) {
    if (file instanceof OpenFile open) {
      onFile(open.path().dentry(), InotifyEvents.IN_MODIFY);
    }
  }

  static void opened(OpenFile file) {
    onFile(file.path().dentry(), InotifyEvents.IN_OPEN);
  }

  static void closed(OpenFile file) {
    if ((file.statusFlags() & OpenFlags.O_PATH) == 0) {
      onFile(
          file.path().dentry(),
          file.isWritable() ? InotifyEvents.IN_CLOSE_WRITE : InotifyEvents.IN_CLOSE_NOWRITE);
    }
  }

  static void attributes(Dentry file, AttributeChange change) {
    int times = AttributeChange.ACCESS_TIME | AttributeChange.MODIFY_TIME;
    int owner = AttributeChange.UID | AttributeChange.GID | AttributeChange.MODE;
    if (change.has(AttributeChange.SIZE)) {
      onFile(file, InotifyEvents.IN_MODIFY);
      if ((change.valid & owner) == 0) {
        return;
      }
    }
    if ((change.valid & owner) != 0 || (change.valid & times) == times) {
      onFile(file, InotifyEvents.IN_ATTRIB);
    } else if (change.has(AttributeChange.ACCESS_TIME)) {
      onFile(file, InotifyEvents.IN_ACCESS);
    } else if (change.has(AttributeChange.MODIFY_TIME)) {
      onFile(file, InotifyEvents.IN_MODIFY);
    }
  }

  static void extendedAttributes(Dentry file) {
    onFile(file, InotifyEvents.IN_ATTRIB);
  }

  /** A name was made in a directory. */
  static void created(Dentry file) {
    inDirectory(file.parent().inode(), InotifyEvents.IN_CREATE, 0, file.inode(), file.name());
  }

  /** A file got one more name. */
  static void linked(Dentry file) {
    linkCount(file.inode());
    created(file);
  }

  /** A name was removed. */
  static void removed(Dentry file) {
    Inode inode = file.inode();
    if (!inode.isDirectory()) {
      linkCount(inode);
    }
    endIfGone(inode);
    inDirectory(file.parent().inode(), InotifyEvents.IN_DELETE, 0, inode, file.name());
  }

  /**
   * A file was renamed.
   *
   * @param replaced the file whose name it took, or null
   */
  static void moved(Dentry file, Inode oldDirectory, String oldName, Inode replaced) {
    Inode inode = file.inode();
    Inode newDirectory = file.parent().inode();
    if (oldDirectory.watches() != null || newDirectory.watches() != null) {
      if (oldDirectory == newDirectory) {
        inDirectory(oldDirectory, InodeWatch.RENAMED_HERE, 0, inode, oldName);
      }
      int cookie = LAST_COOKIE.incrementAndGet();
      inDirectory(oldDirectory, InotifyEvents.IN_MOVED_FROM, cookie, inode, oldName);
      inDirectory(newDirectory, InotifyEvents.IN_MOVED_TO, cookie, inode, file.name());
    }
    if (replaced != null) {
      linkCount(replaced);
    }
    onInode(inode, InotifyEvents.IN_MOVE_SELF);
    if (replaced != null) {
      endIfGone(replaced);
    }
  }

  /** Two files changed places. */
  static void exchanged(Dentry one, Dentry other) {
    moved(one, other.parent().inode(), other.name(), null);
    moved(other, one.parent().inode(), one.name(), null);
  }

  private static void onFile(Dentry file, int event) {
    Inode inode = file.inode();
    Inode directory = file.parent().inode();
    InodeWatch[] above = directory == inode ? null : directory.watches();
    InodeWatch[] own = inode.watches();
    if (above == null && own == null) {
      return;
    }
    int whole = inode.isDirectory() ? event | InotifyEvents.IN_ISDIR : event;
    boolean unlinked = file.isRemoved();
    tell(above, whole, 0, file.name(), unlinked);
    tell(own, whole, 0, null, unlinked);
  }

  private static void onInode(Inode inode, int event) {
    tell(inode.watches(), event, 0, null, false);
  }

  private static void inDirectory(Inode directory, int event, int cookie, Inode file, String name) {
    InodeWatch[] watches = directory.watches();
    if (watches != null) {
      int whole = file.isDirectory() ? event | InotifyEvents.IN_ISDIR : event;
      tell(watches, whole, cookie, name, false);
    }
  }

  private static void linkCount(Inode inode) {
    onInode(inode, inode.isDirectory() ? DIRECTORY_ATTRIB : InotifyEvents.IN_ATTRIB);
  }

  private static final int DIRECTORY_ATTRIB = InotifyEvents.IN_ATTRIB | InotifyEvents.IN_ISDIR;

  private static void tell(
      InodeWatch[] watches, int event, int cookie, String name, boolean unlinked) {
    if (watches != null) {
      for (InodeWatch watch : watches) {
        watch.happened(event, cookie, name, unlinked);
      }
    }
  }

  /** After a name went: ends the watches of a file that has none left, now or when it is closed. */
  private static void endIfGone(Inode inode) {
    if (inode.watches() == null) {
      return;
    }
    if (!inode.isDirectory()) {
      FileStatus status = new FileStatus();
      try {
        inode.status(status);
      } catch (ErrnoException unknown) {
        return; // whatever became of it, nobody can tell that it is gone
      }
      if (status.links > 0) {
        return;
      }
    }
    inode.endWatchesWhenUnused();
  }
}
