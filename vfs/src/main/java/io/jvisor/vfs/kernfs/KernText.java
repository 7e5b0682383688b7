package io.jvisor.vfs.kernfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;

/** A file whose contents are made when it is read. */
public class KernText extends KernInode {
  /** Makes the contents, one char a byte. */
  @FunctionalInterface
  public interface Content {
    /** Appends the contents as the reader sees them. */
    void write(Task reader, StringBuilder text) throws ErrnoException;
  }

  /** Takes what is written. */
  @FunctionalInterface
  public interface Setting {
    /** Sets what the text, one char a byte, says; {@code EINVAL} when it says nothing valid. */
    void set(Task writer, String text) throws ErrnoException;
  }

  private final Content content;
  private final Setting setting;

  /**
   * A file.
   *
   * @param setting null when nothing can be written
   */
  public KernText(
      KernFileSystem fileSystem,
      long number,
      int permissions,
      FileOwner owner,
      Content content,
      Setting setting) {
    super(fileSystem, number, Stat.S_IFREG | permissions, owner);
    this.content = content;
    this.setting = setting;
  }

  Content content() {
    return content;
  }

  Setting setting() {
    return setting;
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    KernTextFile file = new KernTextFile(path, this, flags);
    if (setting == null && file.isWritable()) {
      file.release();
      throw Errno.EACCES.exception();
    }
    return file;
  }
}
