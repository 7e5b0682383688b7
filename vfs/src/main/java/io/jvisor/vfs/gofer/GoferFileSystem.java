package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.ninep.FileSystemReply;
import io.jvisor.platform.spi.host.HostStatus;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.FileSystemStatistics;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.pagecache.PagePool;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** A tree of the host's files, seen through the gofer. */
final class GoferFileSystem extends FileSystem {
  /** The most devices of the host that are told apart. */
  private static final int DEVICES = 4096;

  private final FileSystemEnvironment environment;
  private final GoferClient client;
  private final boolean shared;
  private final boolean readOnly;
  private final PagePool pool;
  private final FidCache fids;
  private final InodeTable inodes = new InodeTable();
  private final HandleCache handles = new HandleCache();
  private final Listings listings = new Listings();
  private final MissingAttributes missingAttributes = new MissingAttributes();
  private final GoferInode root;

  private final ReentrantLock statusLock = new ReentrantLock();

  /** Guarded by {@link #statusLock}. */
  private final HostStatus hostStatus = new HostStatus(Arena.ofAuto());

  private final ReentrantLock deviceLock = new ReentrantLock();

  /** The device numbers of the host and those that guests see. Guarded by {@link #deviceLock}. */
  private final Map<Long, Long> devices = new HashMap<>();

  /** The host's device of the root. */
  private final long rootDevice;

  /**
   * Connects.
   *
   * @param socket to the gofer; the file system's from now on
   * @param shared whether others change the files, so that nothing is remembered
   * @param cacheFrames the most frames of file pages to keep
   */
  GoferFileSystem(
      FileSystemType type,
      FileSystemEnvironment environment,
      int socket,
      boolean shared,
      boolean readOnly,
      long cacheFrames)
      throws ErrnoException {
    super(type, environment.newDeviceNumber());
    this.environment = environment;
    this.client = new GoferClient(socket);
    this.shared = shared;
    this.readOnly = readOnly;
    this.pool = new PagePool(environment.memory(), cacheFrames);
    this.fids = new FidCache(client);
    FileStatus status = new FileStatus();
    try {
      client.negotiate();
      client.attach(FidCache.ROOT, status);
    } catch (ErrnoException e) {
      client.close();
      throw e;
    }
    this.rootDevice = status.device;
    this.root = make(new InodeTable.Key(status.device, status.inode), status);
    inodes.putIfAbsent(root.key, root);
    fids.adoptRoot(root.fidSlot());
  }

  FileSystemEnvironment environment() {
    return environment;
  }

  GoferClient client() {
    return client;
  }

  FidCache fids() {
    return fids;
  }

  InodeTable inodes() {
    return inodes;
  }

  HandleCache handles() {
    return handles;
  }

  MissingAttributes missingAttributes() {
    return missingAttributes;
  }

  Listings listings() {
    return listings;
  }

  PagePool pool() {
    return pool;
  }

  boolean isShared() {
    return shared;
  }

  @Override
  public Inode root() {
    return root;
  }

  /** Whether the gofer refuses every change, whatever the mounts say. */
  boolean isServedReadOnly() {
    return readOnly;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly || super.isReadOnly();
  }

  @Override
  public boolean isVolatile() {
    return shared;
  }

  /**
   * The inode of a file that was found.
   *
   * @param fresh whether the status is the host's present one, rather than a copy made before
   */
  GoferInode inode(FileStatus status, DirectoryInode parent, String name, boolean fresh) {
    InodeTable.Key key = new InodeTable.Key(status.device, status.inode);
    GoferInode inode = inodes.get(key);
    if (inode != null && ((inode.mode() ^ status.mode) & Stat.S_IFMT) != 0) {
      inodes.remove(key, inode); // the number has gone to another file
      inode = null;
    }
    if (inode == null) {
      inode = inodes.putIfAbsent(key, make(key, status));
    } else if (fresh) {
      inode.applyLookup(status);
    }
    inode.setPlace(parent, name);
    return inode;
  }

  private GoferInode make(InodeTable.Key key, FileStatus status) {
    return switch (status.mode & Stat.S_IFMT) {
      case Stat.S_IFDIR -> new DirectoryInode(this, key, status);
      case Stat.S_IFREG -> new RegularInode(this, key, status);
      case Stat.S_IFLNK -> new LinkInode(this, key, status);
      default -> new SpecialInode(this, key, status);
    };
  }

  /** The {@code st_dev} that guests see for one of the host. */
  long deviceFor(long hostDevice) {
    if (hostDevice == rootDevice) {
      return device();
    }
    deviceLock.lock();
    try {
      Long known = devices.get(hostDevice);
      if (known == null) {
        known = devices.size() < DEVICES ? environment.newDeviceNumber() : device();
        devices.put(hostDevice, known);
      }
      return known;
    } finally {
      deviceLock.unlock();
    }
  }

  /** The status of a donated descriptor's file. */
  void statusOf(int descriptor, FileStatus target) throws ErrnoException {
    statusLock.lock();
    try {
      Errno.check(RegularInode.hostStatus(descriptor, hostStatus));
      hostStatus.copyTo(target);
    } finally {
      statusLock.unlock();
    }
  }

  @Override
  public void statistics(FileSystemStatistics statistics) throws ErrnoException {
    FileSystemReply reply = client.fileSystem(FidCache.ROOT);
    statistics.type = Integer.toUnsignedLong(reply.type());
    statistics.blockSize = reply.blockSize();
    statistics.blocks = reply.blocks();
    statistics.freeBlocks = reply.freeBlocks();
    statistics.availableBlocks = reply.availableBlocks();
    statistics.files = reply.files();
    statistics.freeFiles = reply.freeFiles();
    statistics.nameLength = reply.nameLength();
  }

  @Override
  public String displayOptions() {
    return shared ? "cache=none" : "cache=loose";
  }

  @Override
  public void sync() throws ErrnoException {
    pool.sync();
  }

  @Override
  public void onUnmount() {
    try {
      pool.sync();
    } catch (ErrnoException e) {
      // The gofer or its disk is gone; there is nobody left to tell.
    }
    handles.clear();
    client.close();
  }
}
