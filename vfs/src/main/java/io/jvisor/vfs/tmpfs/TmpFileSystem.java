package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.FileSystemStatistics;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.Owner;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** An instance of tmpfs. */
public final class TmpFileSystem extends FileSystem {
  /** {@code TMPFS_MAGIC}. */
  private static final long MAGIC = 0x01021994;

  private final FileSystemEnvironment environment;
  private volatile TmpOptions options;
  private final PageQuota quota;
  private final AtomicLong lastNumber = new AtomicLong();
  private final AtomicLong inodes = new AtomicLong();
  private final TmpDirectory root;

  TmpFileSystem(FileSystemType type, FileSystemEnvironment environment, TmpOptions options)
      throws ErrnoException {
    super(type, environment.newDeviceNumber());
    this.environment = environment;
    this.options = options;
    this.quota = new PageQuota(options.pages());
    this.root =
        new TmpDirectory(
            this, Stat.S_IFDIR | options.mode(), new Owner(options.uid(), options.gid()));
  }

  @Override
  public Inode root() {
    return root;
  }

  FileSystemEnvironment environment() {
    return environment;
  }

  MemoryFile memory() {
    return environment.memory();
  }

  PageQuota quota() {
    return quota;
  }

  long now() {
    return environment.clock().realtimeNanos();
  }

  /** Counts an inode and gives it a number, or throws {@code ENOSPC}. */
  long newInode() throws ErrnoException {
    if (inodes.incrementAndGet() > options.inodes()) {
      inodes.decrementAndGet();
      throw Errno.ENOSPC.exception();
    }
    boolean done = false;
    try {
      HeapBudget.take(HeapBudget.INODE);
      done = true;
    } finally {
      if (!done) {
        inodes.decrementAndGet();
      }
    }
    return lastNumber.incrementAndGet();
  }

  /** Uncounts an inode whose contents are gone. */
  void freeInode() {
    HeapBudget.give(HeapBudget.INODE);
    inodes.decrementAndGet();
  }

  @Override
  public void statistics(FileSystemStatistics statistics) {
    statistics.type = MAGIC;
    statistics.blockSize = MemoryFile.PAGE_SIZE;
    statistics.blocks = quota.limit();
    statistics.freeBlocks = Math.max(0, quota.limit() - quota.used());
    statistics.availableBlocks = statistics.freeBlocks;
    statistics.files = options.inodes();
    statistics.freeFiles = Math.max(0, options.inodes() - inodes.get());
  }

  @Override
  public String displayOptions() {
    return options.display(memory().totalFrames());
  }

  /** Changes {@code size=} and {@code nr_inodes=}; the others count for the root's making only. */
  @Override
  public void reconfigure(Map<String, String> changes) throws ErrnoException {
    TmpOptions old = options;
    TmpOptions changed = old.changedBy(changes, memory().totalFrames());
    if (inodes.get() > changed.inodes()) {
      throw Errno.EINVAL.exception();
    }
    quota.setLimit(changed.pages());
    options = new TmpOptions(changed.pages(), changed.inodes(), old.mode(), old.uid(), old.gid());
  }

  @Override
  public void onUnmount() {
    root.removeTree();
  }
}
