package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.ninep.Protocol;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Owner;
import io.jvisor.vfs.VfsPath;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A directory. The caller of what changes names holds the directory's lock in vfs. */
final class DirectoryInode extends GoferInode {
  /** What the directory holds, until it changes; null when not known. */
  private volatile Listing listing;

  private final AtomicInteger generation = new AtomicInteger();

  DirectoryInode(GoferFileSystem files, InodeTable.Key key, FileStatus status) {
    super(files, key, status);
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) {
    return new GoferDirectory(this, path, flags);
  }

  /** The complete listing, or null. */
  Listing listing() {
    return listing;
  }

  /** Counts changes of names and of attributes of what they name. */
  int generation() {
    return generation.get();
  }

  /** Keeps a listing, unless the directory has changed since it was begun. */
  void setListing(Listing complete, int begunAt) {
    listing = complete;
    if (generation.get() != begunAt) {
      listing = null;
    }
  }

  void dropListing() {
    generation.incrementAndGet();
    listing = null;
  }

  /** Names have changed, and with them time stamps. */
  private void changed() {
    dropListing();
    markStale();
  }

  /**
   * Whether a file of this directory certainly has no extended attributes. Asks the gofer once for
   * each listing; false where there is none, or the host cannot tell.
   */
  boolean lacksAttributes(String name) {
    Listing known = listing;
    if (known == null) {
      return false;
    }
    Set<String> attributed = known.attributed;
    if (attributed == null) {
      try {
        int fid = files.fids().pin(this);
        try {
          attributed = files.client().attributedNames(fid);
        } finally {
          files.fids().unpin(this);
        }
      } catch (ErrnoException e) {
        attributed = known.names(); // then any file may have some
      }
      known.attributed = attributed;
    }
    return known.find(name) != null && !attributed.contains(name);
  }

  @Override
  public Inode lookup(Task task, String name) throws ErrnoException {
    Listing known = listing;
    if (known != null) {
      Listing.Entry entry = known.find(name);
      if (entry == null) {
        throw Errno.ENOENT.exception();
      }
      // Another name of a file may have changed it; then this copy is old.
      if (entry.status != null
          && (entry.status.links == 1
              || entry.type == Stat.S_IFDIR >> 12
              || files.isServedReadOnly())) {
        return files.inode(entry.status, this, name, false);
      }
    }
    FileStatus status = new FileStatus();
    int number = files.fids().newNumber();
    boolean bound;
    int fid = files.fids().pin(this);
    try {
      bound = files.client().walk(fid, number, name, status);
    } finally {
      files.fids().unpin(this);
    }
    GoferInode inode = files.inode(status, this, name, true);
    if (bound) {
      files.fids().adopt(inode.fidSlot(), number);
    }
    return inode;
  }

  @Override
  public Inode createNode(Task task, String name, int mode, long device, Owner owner)
      throws ErrnoException {
    if ((mode & Stat.S_IFMT) != Stat.S_IFREG) {
      return make(name, "", mode, device, owner);
    }
    FileStatus status = new FileStatus();
    int descriptor;
    int fid = files.fids().pin(this);
    try {
      descriptor =
          files
              .client()
              .createFile(
                  fid,
                  name,
                  OpenFlags.O_RDWR,
                  mode & Stat.PERMISSIONS,
                  owner.uid(),
                  owner.gid(),
                  status);
    } finally {
      files.fids().unpin(this);
    }
    changed();
    if (files.inode(status, this, name, true) instanceof RegularInode made) {
      if (descriptor >= 0) {
        made.adopt(files.handles().add(descriptor, true, true));
      }
      return made;
    }
    if (descriptor >= 0) {
      HostFiles.close(descriptor);
    }
    throw Errno.EIO.exception();
  }

  private GoferInode make(String name, String target, int mode, long device, Owner owner)
      throws ErrnoException {
    FileStatus status = new FileStatus();
    int fid = files.fids().pin(this);
    try {
      files.client().make(fid, name, target, mode, device, owner.uid(), owner.gid(), status);
    } finally {
      files.fids().unpin(this);
    }
    changed();
    return files.inode(status, this, name, true);
  }

  @Override
  public Inode createDirectory(Task task, String name, int mode, Owner owner)
      throws ErrnoException {
    return make(name, "", Stat.S_IFDIR | (mode & Stat.PERMISSIONS), 0, owner);
  }

  @Override
  public Inode createSymbolicLink(Task task, String name, String target, Owner owner)
      throws ErrnoException {
    GoferInode made = make(name, target, Stat.S_IFLNK | 0777, 0, owner);
    if (made instanceof LinkInode link) {
      link.setTarget(target);
    }
    return made;
  }

  @Override
  public void link(Task task, String name, Inode file) throws ErrnoException {
    GoferInode linked = (GoferInode) file;
    int fid = files.fids().pin(this);
    try {
      int fileFid = files.fids().pin(linked);
      try {
        files.client().link(fid, fileFid, name);
      } finally {
        files.fids().unpin(linked);
      }
    } finally {
      files.fids().unpin(this);
    }
    changed();
    linked.markStale();
  }

  @Override
  public void unlink(Task task, String name, Inode file) throws ErrnoException {
    remove(name, (GoferInode) file, 0);
  }

  @Override
  public void removeDirectory(Task task, String name, Inode directory) throws ErrnoException {
    remove(name, (GoferInode) directory, AtFlags.AT_REMOVEDIR);
  }

  private void remove(String name, GoferInode file, int flags) throws ErrnoException {
    int fid = files.fids().pin(this);
    try {
      files.client().unlink(fid, name, flags);
    } finally {
      files.fids().unpin(this);
    }
    changed();
    file.unlinked(this, name);
  }

  @Override
  public void rename(
      Task task,
      String name,
      Inode file,
      Inode newDirectory,
      String newName,
      Inode target,
      int flags)
      throws ErrnoException {
    DirectoryInode other = (DirectoryInode) newDirectory;
    int fid = files.fids().pin(this);
    try {
      int otherFid = files.fids().pin(other);
      try {
        files.client().rename(fid, name, otherFid, newName, flags);
      } finally {
        files.fids().unpin(other);
      }
    } finally {
      files.fids().unpin(this);
    }
    GoferInode moved = (GoferInode) file;
    if (target != null && flags != 0) {
      ((GoferInode) target).setPlace(this, name);
      ((GoferInode) target).markStale();
    } else if (target != null) {
      ((GoferInode) target).unlinked(other, newName);
    }
    moved.setPlace(other, newName);
    moved.markStale();
    changed();
    other.changed();
  }

  /** The listing, read now if the directory is small enough to keep; else null. */
  Listing load() throws ErrnoException {
    Listing known = listing;
    return known != null && !files.isShared() ? known : files.listings().load(this);
  }

  /**
   * Reads one message full of entries.
   *
   * @param offset as {@link io.jvisor.ninep.Extension.ReadDirectory} has it
   * @return whether the directory ended
   */
  boolean readChunk(long offset, Listing target) throws ErrnoException {
    FileStatus status = new FileStatus();
    int before = changes();
    DirectoryInode parent = offset == 0 ? parentForWalk() : null;
    boolean end;
    if (parent == null || files.fids().isBound(this)) {
      int fid = files.fids().pin(this);
      try {
        end = files.client().readDirectory(fid, Protocol.NO_FID, "", offset, status, target::add);
      } finally {
        files.fids().unpin(this);
      }
    } else {
      // One message walks, binds and reads.
      int number = files.fids().newNumber();
      int fid = files.fids().pin(parent);
      try {
        end = files.client().readDirectory(fid, number, nameForWalk(), offset, status, target::add);
      } catch (ErrnoException e) {
        files.client().forget(number); // it may have been bound before reading failed
        throw e;
      } finally {
        files.fids().unpin(parent);
      }
      if (status.inode != hostNumber()) {
        files.client().forget(number);
        throw Errno.ESTALE.exception();
      }
      files.fids().adopt(fidSlot(), number);
    }
    if (offset == 0 && !files.isShared()) {
      apply(status, before);
    }
    return end;
  }
}
