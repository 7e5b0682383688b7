package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.vfs.kernfs.KernLink;

/** {@code /proc/self} and {@code /proc/thread-self}. */
final class SelfLink extends KernLink {
  private final boolean thread;

  SelfLink(ProcFileSystem fileSystem, long number, boolean thread) {
    super(fileSystem, number, 0777, null);
    this.thread = thread;
  }

  @Override
  public String readLink(Task task) throws ErrnoException {
    ProcessList processes = ProcFileSystem.of(this).processes();
    int id = processes == null ? 0 : processes.process(task).tgid();
    if (id == 0) {
      throw Errno.ENOENT.exception(); // it cannot be seen from the namespace of this instance
    }
    return thread ? id + "/task/" + processes.thread(task).tid() : Integer.toString(id);
  }
}
