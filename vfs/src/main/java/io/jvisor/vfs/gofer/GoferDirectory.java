package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.DirectorySink;
import io.jvisor.vfs.DirectoryFile;
import io.jvisor.vfs.VfsPath;

/**
 * An open directory. Offsets count names. A small directory is read at once; of a large one only
 * the part around the position is held, and going back means reading it from its start.
 */
final class GoferDirectory extends DirectoryFile {
  private final DirectoryInode directory;

  // The rest is guarded by the lock of DirectoryFile.

  /** Names from {@link #base} on; null before the first is asked for. */
  private Listing window;

  /** The number of the window's first name. */
  private long base;

  /** Whether the directory ends with the window. */
  private boolean last;

  GoferDirectory(DirectoryInode directory, VfsPath path, int flags) {
    super(path, flags);
    this.directory = directory;
  }

  @Override
  protected void rewind() {
    window = null;
  }

  @Override
  protected void list(Task task, long from, DirectorySink sink) throws ErrnoException {
    long next = from - FIRST_OFFSET;
    if (window == null || next < base) {
      open();
    }
    for (; ; ) {
      while (next < base + window.entries.size()) {
        Listing.Entry entry = window.entries.get((int) (next - base));
        if (!sink.add(entry.name, entry.inode, entry.type, next + FIRST_OFFSET + 1)) {
          return;
        }
        next++;
      }
      if (last) {
        return;
      }
      base += window.entries.size();
      long offset = window.lastOffset;
      window = new Listing();
      window.lastOffset = offset;
      last = directory.readChunk(offset, window);
    }
  }

  private void open() throws ErrnoException {
    base = 0;
    window = directory.load();
    last = window != null;
    if (window == null) {
      window = new Listing();
      last = directory.readChunk(0, window);
    }
  }
}
