package io.jvisor.vfs.devpts;

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
import io.jvisor.vfs.kernfs.KernInode;
import java.util.Map;

/** The root directory: {@code ptmx}, and a number for each terminal. */
final class DevptsDirectory extends KernInode {
  private final DevptsFileSystem files;

  DevptsDirectory(DevptsFileSystem files) {
    super(files, 1, Stat.S_IFDIR | 0755, null);
    this.files = files;
  }

  @Override
  protected long links() {
    return 2;
  }

  @Override
  public Inode lookup(Task task, String name) throws ErrnoException {
    if (name.equals(DevptsFileSystem.PTMX)) {
      return files.ptmx();
    }
    int index = parse(name);
    DeviceNode node = index < 0 ? null : files.terminals().get(index);
    if (node == null) {
      throw Errno.ENOENT.exception();
    }
    return node;
  }

  /** A number as it is listed; -1 for another name. */
  private static int parse(String name) {
    if (name.length() > 7 || (name.charAt(0) == '0' && name.length() > 1)) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < name.length(); i++) {
      char digit = name.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      number = number * 10 + digit - '0';
    }
    return number;
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) {
    return new Listing(path, flags);
  }

  @Override
  public Inode createNode(Task task, String name, int mode, long device, Owner owner)
      throws ErrnoException {
    throw ((mode & Stat.S_IFMT) == Stat.S_IFREG ? Errno.EACCES : Errno.EPERM).exception();
  }

  private final class Listing extends DirectoryFile {
    Listing(VfsPath path, int flags) {
      super(path, flags);
    }

    /** A terminal's offset is its number behind {@code ptmx}. */
    @Override
    protected void list(Task task, long from, DirectorySink sink) throws ErrnoException {
      int type = Stat.directoryType(Stat.S_IFCHR);
      long first = FIRST_OFFSET + 1;
      if (from < first && !sink.add(DevptsFileSystem.PTMX, files.ptmx().number(), type, first)) {
        return;
      }
      int least = (int) Math.min(Integer.MAX_VALUE, Math.max(0, from - first));
      for (Map.Entry<Integer, DeviceNode> entry : files.terminals().tailMap(least).entrySet()) {
        int index = entry.getKey();
        long number = entry.getValue().number();
        if (!sink.add(Integer.toString(index), number, type, first + index + 1)) {
          return;
        }
      }
    }
  }
}
