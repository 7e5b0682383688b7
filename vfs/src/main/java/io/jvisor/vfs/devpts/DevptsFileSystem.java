package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.ForwardingFile;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.Mount;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Owner;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.kernfs.KernFileSystem;
import java.util.BitSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** An instance of devpts: the terminals with their numbers. */
final class DevptsFileSystem extends KernFileSystem {
  static final String PTMX = "ptmx";

  /** {@code DEVPTS_SUPER_MAGIC}. */
  private static final long MAGIC = 0x1cd1;

  private static final HeapShare HEAP = new HeapShare(32);

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final PtmxInode ptmx;
  private final DevptsDirectory root;
  private final ReentrantLock lock = new ReentrantLock();

  /** Numbers in use. Guarded by {@link #lock}. */
  private final BitSet numbers = new BitSet();

  /** Those that have their master, and those of the host. */
  private final NavigableMap<Integer, DeviceNode> terminals = new ConcurrentSkipListMap<>();

  private volatile DevptsOptions options;

  DevptsFileSystem(
      DevptsFileSystemType type, FileSystemEnvironment environment, DevptsOptions options) {
    super(type, environment, MAGIC);
    this.options = options;
    this.ptmx = new PtmxInode(this, options.ptmxMode());
    this.root = new DevptsDirectory(this);
  }

  /** The inode of a terminal: after the root directory and {@code ptmx}. */
  static long inodeNumber(int index) {
    return index + 3L;
  }

  /** How many there are, over all instances. */
  static int count() {
    return COUNT.get();
  }

  @Override
  public Inode root() {
    return root;
  }

  /** The present, nanoseconds since 1970. */
  long now() {
    return environment().clock().realtimeNanos();
  }

  PtmxInode ptmx() {
    return ptmx;
  }

  /** By number, in order. */
  NavigableMap<Integer, DeviceNode> terminals() {
    return terminals;
  }

  /** Terminals come and go. */
  @Override
  public boolean isVolatile() {
    return true;
  }

  @Override
  public String displayOptions() {
    return options.display();
  }

  @Override
  public void reconfigure(Map<String, String> changed) throws ErrnoException {
    options = DevptsOptions.parse(changed);
    ptmx.remounted(options.ptmxMode());
  }

  /**
   * Makes a pseudo-terminal and opens its master.
   *
   * @param mount where the terminal gets its name
   * @param path what was opened
   * @throws ErrnoException {@code ENOSPC} when there are too many
   */
  OpenFile openMaster(Task task, Mount mount, VfsPath path, int flags) throws ErrnoException {
    DevptsOptions current = options;
    Credentials credentials = task.credentials();
    Owner owner =
        new Owner(
            current.uid() < 0 ? credentials.fsuid() : current.uid(),
            current.gid() < 0 ? credentials.fsgid() : current.gid());
    Pty pty = new Pty(this, allocate(current.maximum()), owner, current.mode());
    terminals.put(pty.index(), pty.node());
    return ForwardingFile.of(path, new MasterEnd(pty, mount, flags), flags);
  }

  private int allocate(int maximum) throws ErrnoException {
    if (COUNT.incrementAndGet() > DevptsLimits.MAXIMUM || !HEAP.tryTake(Pty.HEAP_BYTES)) {
      COUNT.decrementAndGet();
      throw Errno.ENOSPC.exception();
    }
    lock.lock();
    try {
      int number = numbers.nextClearBit(0);
      if (number < maximum) {
        numbers.set(number);
        return number;
      }
    } finally {
      lock.unlock();
    }
    uncount();
    throw Errno.ENOSPC.exception();
  }

  private static void uncount() {
    HEAP.give(Pty.HEAP_BYTES);
    COUNT.decrementAndGet();
  }

  /**
   * Gives a terminal of the host a number and a name, for as long as the sandbox runs.
   *
   * @throws ErrnoException {@code ENOSPC}
   */
  HostNode adopt(TerminalControl terminal, Credentials owner) throws ErrnoException {
    int number = allocate(options.maximum());
    HostNode node = new HostNode(this, number, terminal, owner);
    terminals.put(number, node);
    return node;
  }

  /** Removes the name of a terminal whose master is gone. */
  void remove(Pty pty) {
    terminals.remove(pty.index(), pty.node());
  }

  /** Gives the number back; nobody has either side open. */
  void free(Pty pty) {
    lock.lock();
    try {
      numbers.clear(pty.index());
    } finally {
      lock.unlock();
    }
    uncount();
  }
}
