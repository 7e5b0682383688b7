package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.pagecache.PageCache;
import io.jvisor.vfs.pagecache.PagePool;

/** The pages of a file that the gofer serves, read and written through donated descriptors. */
final class GoferPageCache extends PageCache {
  private final RegularInode inode;
  private final long memoryAddress;

  GoferPageCache(PagePool pool, RegularInode inode) {
    super(pool);
    this.inode = inode;
    this.memoryAddress = pool.memory().segment().address();
  }

  @Override
  protected long size() {
    return inode.size();
  }

  @Override
  protected long readPages(long offset, long length, long frame) throws ErrnoException {
    HostHandle handle = inode.acquire(false);
    try {
      long at = memoryAddress + (frame << MemoryFile.PAGE_SHIFT);
      return Errno.check(HostFiles.readAt(handle.descriptor, at, length, offset));
    } finally {
      inode.release(handle);
    }
  }

  @Override
  protected void writePages(long offset, long length, long frame) throws ErrnoException {
    HostHandle handle = inode.acquire(true);
    try {
      long at = memoryAddress + (frame << MemoryFile.PAGE_SHIFT);
      long done = 0;
      while (done < length) {
        long written =
            Errno.check(
                HostFiles.writeAt(handle.descriptor, at + done, length - done, offset + done));
        if (written == 0) {
          throw Errno.EIO.exception();
        }
        done += written;
      }
    } finally {
      inode.release(handle);
    }
    inode.markStale();
  }

  @Override
  protected void onMapped() {
    inode.use();
  }

  @Override
  protected void onUnmapped() {
    inode.unuse();
  }
}
