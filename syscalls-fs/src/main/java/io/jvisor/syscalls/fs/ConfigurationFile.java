package io.jvisor.syscalls.fs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MountFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.file.AnonymousFile;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.vfs.DetachedTree;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.MountNamespace;
import io.jvisor.vfs.MountRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file system that is about to be made or changed, one option at a time: what {@code fsopen(2)}
 * and {@code fspick(2)} open.
 */
final class ConfigurationFile extends AnonymousFile {
  /** The most options that are remembered; no file system has nearly as many. */
  private static final int MOST_OPTIONS = 64;

  private enum Phase {
    /** Options of a new file system are collected. */
    COLLECTING,
    /** The file system is there, and can be mounted once. */
    MADE,
    /** Options that are to be changed are collected. */
    CHANGING,
    FAILED
  }

  private final FileSystemEnvironment environment;
  private final FileSystemType type;

  /** Outside of the mount lock. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}, as is all that follows. */
  private Phase phase;

  /** Kept by this file; null until it is made. */
  private FileSystem fileSystem;

  private String source;
  private final Map<String, String> options = new LinkedHashMap<>();

  /** {@code ro} or {@code rw}; null while nothing was said. */
  private Boolean readOnly;

  /** For a file system that is to be made. */
  ConfigurationFile(FileSystemEnvironment environment, FileSystemType type) {
    super("[fscontext]", OpenFlags.O_RDWR);
    this.environment = environment;
    this.type = type;
    this.phase = Phase.COLLECTING;
  }

  /** For a file system that is there. */
  ConfigurationFile(FileSystemEnvironment environment, FileSystem present) {
    super("[fscontext]", OpenFlags.O_RDWR);
    this.environment = environment;
    this.type = present.type();
    this.fileSystem = present;
    this.phase = Phase.CHANGING;
    present.mounted();
  }

  /**
   * Sets an option.
   *
   * @param value null for a flag
   * @throws ErrnoException {@code EBUSY} at the wrong time, {@code EINVAL} for what the file system
   *     does not know
   */
  void set(Task task, String key, String value) throws ErrnoException {
    lock.lock();
    try {
      if (phase != Phase.COLLECTING && phase != Phase.CHANGING) {
        throw Errno.EBUSY.exception();
      }
      if (key.isEmpty()) {
        throw Errno.EINVAL.exception();
      }
      switch (key) {
        case "ro" -> readOnly = true;
        case "rw" -> readOnly = false;
        case "sync", "async", "dirsync", "lazytime", "nolazytime", "mand", "nomand" -> {}
        case "source" -> setSource(value);
        default -> setOption(task, key, value == null ? "" : value);
      }
    } finally {
      lock.unlock();
    }
  }

  private void setSource(String value) throws ErrnoException {
    if (value == null || source != null) {
      throw Errno.EINVAL.exception();
    }
    source = value;
  }

  /** What the file system does not know is refused at once: one is made to see whether it does. */
  private void setOption(Task task, String key, String value) throws ErrnoException {
    if (options.size() >= MOST_OPTIONS) {
      throw Errno.EINVAL.exception();
    }
    if (!type.isInternal()) {
      type.create(request(task, Map.of(key, value))).onUnmount();
    }
    options.put(key, value);
  }

  private MountRequest request(Task task, Map<String, String> wanted) {
    return new MountRequest(environment, sourceName(), wanted, task.credentials());
  }

  private String sourceName() {
    return source == null ? "none" : source;
  }

  /** {@code FSCONFIG_CMD_CREATE}. */
  void create(Task task, MountNamespace mounts) throws ErrnoException {
    lock.lock();
    try {
      if (phase != Phase.COLLECTING) {
        throw Errno.EBUSY.exception();
      }
      mounts.checkPrivilege(task);
      phase = Phase.FAILED;
      FileSystem.checkRoom();
      FileSystem made = type.create(request(task, Map.copyOf(options)));
      made.mounted();
      if (readOnly != null) {
        made.setReadOnly(readOnly);
      }
      fileSystem = made;
      phase = Phase.MADE;
    } finally {
      lock.unlock();
    }
  }

  /** {@code FSCONFIG_CMD_RECONFIGURE}. */
  void reconfigure(Task task, MountNamespace mounts) throws ErrnoException {
    lock.lock();
    try {
      if (phase != Phase.CHANGING) {
        throw Errno.EBUSY.exception();
      }
      phase = Phase.FAILED;
      mounts.checkPrivilege(task);
      if (!options.isEmpty()) {
        fileSystem.reconfigure(Map.copyOf(options));
      }
      if (readOnly != null) {
        fileSystem.setReadOnly(readOnly);
      }
      beginChanging();
    } finally {
      lock.unlock();
    }
  }

  private void beginChanging() {
    options.clear();
    readOnly = null;
    phase = Phase.CHANGING;
  }

  /** {@code fsmount(2)}; {@code flags} are of {@link MountFlags#PER_MOUNT}. */
  DetachedTree mount(Task task, MountNamespace mounts, long flags) throws ErrnoException {
    lock.lock();
    try {
      if (fileSystem == null) {
        throw Errno.EINVAL.exception();
      }
      if (phase != Phase.MADE) {
        throw Errno.EBUSY.exception();
      }
      DetachedTree tree = mounts.detachedMount(task, fileSystem, sourceName(), flags);
      beginChanging();
      return tree;
    } finally {
      lock.unlock();
    }
  }

  /** Messages about what went wrong: there are none. */
  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    throw Errno.ENODATA.exception();
  }

  @Override
  protected void onRelease() {
    if (fileSystem != null) {
      fileSystem.unmounted();
    }
  }
}
