package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.DirectorySink;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.kernfs.KernDirectory;
import java.util.Arrays;

/** {@code /proc}: the files of the system, and a directory for each process. */
final class RootDirectory extends KernDirectory {
  private static final long NUMBER = 1;

  private final KnownDirectories<ProcessDirectory> known = new KnownDirectories<>();

  RootDirectory(ProcFileSystem fileSystem) {
    super(fileSystem, NUMBER, 0555, null);
    add("self", new SelfLink(fileSystem, nextNumber(), false));
    add("thread-self", new SelfLink(fileSystem, nextNumber(), true));
    SystemFiles.addTo(this, fileSystem);
  }

  @Override
  public Inode lookup(Task task, String name) throws ErrnoException {
    int id = parseId(name);
    return id > 0 ? process(id) : super.lookup(task, name);
  }

  /** A positive number without leading zeros, or -1. */
  static int parseId(String name) {
    int length = name.length();
    if (length == 0 || length > 9 || name.charAt(0) == '0') {
      return -1;
    }
    int id = 0;
    for (int i = 0; i < length; i++) {
      char digit = name.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      id = id * 10 + digit - '0';
    }
    return id;
  }

  private ProcessDirectory process(int id) throws ErrnoException {
    ProcessList processes = ProcFileSystem.of(this).processes();
    ProcessView view = processes == null ? null : processes.process(id);
    if (view == null && processes != null) {
      view = processes.processOfThread(id); // found though not listed
    }
    if (view == null) {
      throw Errno.ENOENT.exception();
    }
    ProcessDirectory present = known.get(id);
    if (present != null && !present.isStale()) {
      return present;
    }
    ProcessDirectory fresh = new ProcessDirectory(ProcFileSystem.of(this), view, id);
    known.put(id, fresh);
    return fresh;
  }

  @Override
  protected long links() {
    ProcessList processes = ProcFileSystem.of(this).processes();
    return super.links() + (processes == null ? 0 : processes.processIds().length);
  }

  @Override
  protected void listMore(Task task, long from, DirectorySink sink) {
    ProcessList processes = ProcFileSystem.of(this).processes();
    if (processes == null) {
      return;
    }
    int type = Stat.directoryType(Stat.S_IFDIR);
    int[] ids = processes.processIds();
    Arrays.sort(ids);
    for (int id : ids) {
      if (id < from) {
        continue;
      }
      if (!sink.add(Integer.toString(id), ProcessDirectory.number(id), type, id + 1L)) {
        return;
      }
    }
  }
}
