package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.MountRequest;

/** {@code tmpfs(5)}. */
public final class TmpFileSystemType implements FileSystemType {
  @Override
  public String name() {
    return "tmpfs";
  }

  @Override
  public FileSystem create(MountRequest request) throws ErrnoException {
    return create(this, request);
  }

  /**
   * A file system in memory under another type, with the options of tmpfs: what keeps device files.
   */
  public static TmpFileSystem create(FileSystemType type, MountRequest request)
      throws ErrnoException {
    long pages = request.environment().memory().totalFrames();
    TmpOptions options = TmpOptions.defaults(pages).changedBy(request.options(), pages);
    return new TmpFileSystem(type, request.environment(), options);
  }
}
