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
    if (ProcFileSystem.of(this).processOf(task) == null) {
      throw Errno.ENOENT.exception();
    }
    return thread ? task.tgid() + "/task/" + task.tid() : Integer.toString(task.tgid());
  }
}
