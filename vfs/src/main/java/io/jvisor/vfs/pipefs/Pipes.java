package io.jvisor.vfs.pipefs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.vfs.Dentry;
import io.jvisor.vfs.Mount;
import io.jvisor.vfs.MountNamespace;
import io.jvisor.vfs.VfsPath;
import java.util.concurrent.atomic.AtomicLong;

/** Makes pipes: {@code pipe2(2)}. */
public final class Pipes {
  private static final Mount MOUNT = MountNamespace.detached(new PipeFileSystem());
  private static final AtomicLong LAST_NUMBER = new AtomicLong(1);

  private Pipes() {}

  /**
   * The two sides of a pipe, each with a reference of the caller's.
   *
   * @param reader for reading
   * @param writer for writing
   */
  public record Pair(PipeFile reader, PipeFile writer) {}

  /**
   * Makes a pipe.
   *
   * @param flags {@code O_NONBLOCK} counts; {@code O_CLOEXEC} is the descriptor table's affair
   * @throws ErrnoException {@code EINVAL} for {@code O_DIRECT}, packet mode, which is not there
   */
  public static Pair create(Task task, int flags) throws ErrnoException {
    int known = OpenFlags.O_NONBLOCK | OpenFlags.O_CLOEXEC;
    if ((flags & ~known) != 0) {
      throw Errno.EINVAL.exception();
    }
    Pipe pipe = new Pipe();
    long number = LAST_NUMBER.incrementAndGet();
    PipeInode inode = new PipeInode(MOUNT.fileSystem(), pipe, number, task);
    String name = "pipe:[" + number + "]";
    VfsPath path = new VfsPath(MOUNT, Dentry.unattached(MOUNT.root(), name, inode));
    int status = flags & OpenFlags.O_NONBLOCK;
    PipeFile reader = PipeFile.end(pipe, path, OpenFlags.O_RDONLY | status);
    try {
      return new Pair(reader, PipeFile.end(pipe, path, OpenFlags.O_WRONLY | status));
    } catch (ErrnoException failure) {
      reader.release();
      throw failure;
    }
  }
}
