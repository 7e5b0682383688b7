package io.jvisor.vfs;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * Root directory, working directory and umask: what {@code CLONE_FS} shares. Linux's {@code struct
 * fs_struct}.
 */
public final class FsContext {
  private static final AtomicReferenceFieldUpdater<FsContext, VfsPath> ROOT =
      AtomicReferenceFieldUpdater.newUpdater(FsContext.class, VfsPath.class, "root");

  private static final AtomicReferenceFieldUpdater<FsContext, VfsPath> WORKING_DIRECTORY =
      AtomicReferenceFieldUpdater.newUpdater(FsContext.class, VfsPath.class, "workingDirectory");

  private final AtomicInteger users = new AtomicInteger(1);
  private volatile VfsPath root;
  private volatile VfsPath workingDirectory;
  private final AtomicInteger umask;

  /** A context with one user. */
  public FsContext(VfsPath root, VfsPath workingDirectory, int umask) {
    this.root = root;
    this.workingDirectory = workingDirectory;
    this.umask = new AtomicInteger(umask);
    root.mount().use();
    workingDirectory.mount().use();
  }

  /** A copy with one user. */
  public FsContext copy() {
    return new FsContext(root, workingDirectory, umask.get());
  }

  /** Counts one more task that uses this context. */
  public FsContext share() {
    users.incrementAndGet();
    return this;
  }

  /** Whether more than one task uses this context. */
  public boolean isShared() {
    return users.get() > 1;
  }

  /** Counts one task less; when the last is gone the directories' mounts are busy no more. */
  public void leave() {
    if (users.decrementAndGet() == 0) {
      root.mount().unuse();
      workingDirectory.mount().unuse();
    }
  }

  /** The root directory. */
  public VfsPath root() {
    return root;
  }

  /** Changes the root directory. */
  public void setRoot(VfsPath directory) {
    directory.mount().use();
    ROOT.getAndSet(this, directory).mount().unuse();
  }

  /** The working directory. */
  public VfsPath workingDirectory() {
    return workingDirectory;
  }

  /** Changes the working directory. */
  public void setWorkingDirectory(VfsPath directory) {
    directory.mount().use();
    WORKING_DIRECTORY.getAndSet(this, directory).mount().unuse();
  }

  /** The bits taken from the mode of new files. */
  public int umask() {
    return umask.get();
  }

  /** Changes the umask and returns the former one. */
  public int setUmask(int mask) {
    return umask.getAndSet(mask & 0777);
  }
}
