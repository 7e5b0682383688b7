package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.kernfs.KernLink;
import java.util.function.Supplier;

/** A magic link to a place: {@code cwd}, {@code root}, {@code exe}. */
final class PlaceLink extends KernLink {
  private final ProcessView process;
  private final Supplier<VfsPath> place;

  PlaceLink(ProcFileSystem fileSystem, long number, ProcessView process, Supplier<VfsPath> place) {
    super(fileSystem, number, 0777, process);
    this.process = process;
    this.place = place;
  }

  private VfsPath place(Task task) throws ErrnoException {
    PtraceAccess.check(task, process);
    VfsPath found = place.get();
    if (found == null) {
      throw Errno.ENOENT.exception();
    }
    return found;
  }

  @Override
  public String readLink(Task task) throws ErrnoException {
    return ProcessFiles.display(ProcFileSystem.of(this), task, place(task));
  }

  @Override
  public VfsPath magicTarget(Task task) throws ErrnoException {
    return place(task);
  }
}
