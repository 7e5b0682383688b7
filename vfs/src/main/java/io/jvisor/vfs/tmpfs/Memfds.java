package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.vfs.Dentry;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.Mount;
import io.jvisor.vfs.MountNamespace;
import io.jvisor.vfs.MountRequest;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Owner;
import io.jvisor.vfs.Sealable;
import io.jvisor.vfs.VfsPath;
import java.util.Map;

/** Makes the files of {@code memfd_create(2)}: files of a tmpfs that is mounted nowhere. */
public final class Memfds {
  /** {@code MFD_ALLOW_SEALING}. */
  private static final int ALLOW_SEALING = 2;

  /** {@code MFD_NOEXEC_SEAL}. */
  private static final int NO_EXEC_SEAL = 8;

  private final TmpFileSystem fileSystem;
  private final Mount mount;

  /** The files of one kernel. */
  public Memfds(FileSystemEnvironment environment) throws ErrnoException {
    TmpFileSystemType type = new TmpFileSystemType();
    this.fileSystem =
        TmpFileSystemType.create(
            type, new MountRequest(environment, "tmpfs", Map.of("size", "100%"), Credentials.ROOT));
    this.mount = MountNamespace.detached(fileSystem);
  }

  /**
   * Makes a file.
   *
   * @param name as the caller gave it, for display
   * @param flags {@code MFD_*}, known ones only
   */
  public OpenFile create(Task task, String name, int flags) throws ErrnoException {
    Credentials credentials = task.credentials();
    int seals = (flags & ALLOW_SEALING) != 0 ? 0 : Sealable.F_SEAL_SEAL;
    int permissions = 0777;
    if ((flags & NO_EXEC_SEAL) != 0) {
      seals = Sealable.F_SEAL_EXEC;
      permissions = 0666;
    }
    TmpRegular file =
        new TmpRegular(
            fileSystem,
            Stat.S_IFREG | permissions,
            new Owner(credentials.fsuid(), credentials.fsgid()),
            seals);
    VfsPath path = new VfsPath(mount, Dentry.unattached(mount.root(), "memfd:" + name, file));
    return new TmpFile(path, file, OpenFlags.O_RDWR | OpenFlags.O_LARGEFILE);
  }
}
