package io.jvisor.vfs.kernfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.DirectorySink;
import io.jvisor.vfs.DirectoryFile;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Owner;
import io.jvisor.vfs.VfsPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A directory whose files are fixed when it is made; a subclass may have more. */
public class KernDirectory extends KernInode {
  /** Filled before the directory is published, read-only then. */
  private final Map<String, KernInode> files = new LinkedHashMap<>();

  /** An empty directory. */
  public KernDirectory(KernFileSystem fileSystem, long number, int permissions, FileOwner owner) {
    super(fileSystem, number, Stat.S_IFDIR | permissions, owner);
  }

  /** Adds a file, before the directory is seen by anybody. */
  public final void add(String name, KernInode file) {
    files.put(name, file);
  }

  /** Whether a file of that name was added. */
  public final boolean has(String name) {
    return files.containsKey(name);
  }

  /** The number of the file that is added next. */
  public final long nextNumber() {
    return number() + files.size() + 1;
  }

  @Override
  protected long links() {
    return 2 + files.values().stream().filter(Inode::isDirectory).count();
  }

  @Override
  public Inode lookup(Task task, String name) throws ErrnoException {
    KernInode file = files.get(name);
    if (file == null) {
      throw Errno.ENOENT.exception();
    }
    return file;
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    return new Listing(path, flags);
  }

  @Override
  public Inode createNode(Task task, String name, int mode, long device, Owner owner)
      throws ErrnoException {
    throw Errno.ENOENT.exception(); // as Linux, where not even a negative entry can be had
  }

  @Override
  public Inode createDirectory(Task task, String name, int mode, Owner owner)
      throws ErrnoException {
    throw Errno.ENOENT.exception();
  }

  @Override
  public Inode createSymbolicLink(Task task, String name, String target, Owner owner)
      throws ErrnoException {
    throw Errno.ENOENT.exception();
  }

  /**
   * Lists names beyond the fixed files.
   *
   * @param from where to begin, counted from 0; a name goes on with its own number plus one
   */
  protected void listMore(Task task, long from, DirectorySink sink) throws ErrnoException {}

  private final class Listing extends DirectoryFile {
    Listing(VfsPath path, int flags) {
      super(path, flags);
    }

    @Override
    protected void list(Task task, long from, DirectorySink sink) throws ErrnoException {
      List<Map.Entry<String, KernInode>> fixed = new ArrayList<>(files.entrySet());
      long at = from - FIRST_OFFSET;
      for (; at < fixed.size(); at++) {
        Map.Entry<String, KernInode> entry = fixed.get((int) at);
        KernInode file = entry.getValue();
        int type = Stat.directoryType(file.mode());
        if (!sink.add(entry.getKey(), file.number(), type, at + 1 + FIRST_OFFSET)) {
          return;
        }
      }
      long offset = FIRST_OFFSET + fixed.size();
      listMore(
          task,
          at - fixed.size(),
          (name, inode, type, next) -> sink.add(name, inode, type, next + offset));
    }
  }
}
