package io.jvisor.syscalls.ipc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.core.ipc.SemaphoreOperations;
import io.jvisor.kernel.core.ipc.SemaphoreSets;
import io.jvisor.kernel.core.ipc.UndoList;
import io.jvisor.kernel.core.task.KernelTask;
import java.lang.foreign.MemorySegment;

/** {@code semget(2)}, {@code semop(2)}, {@code semtimedop(2)}. */
final class SemaphoreCalls {
  private SemaphoreCalls() {}

  static SemaphoreSets sets(Task task) {
    return KernelTask.of(task).namespaces().ipc().semaphores();
  }

  static long get(Task task, long key, long count, long flags) throws ErrnoException {
    return sets(task).get(task, (int) key, (int) count, (int) flags);
  }

  static long operate(Task task, long id, long operations, long count) throws ErrnoException {
    return operate(task, (int) id, operations, (int) count, Task.FOREVER);
  }

  static long operateInTime(Task task, long id, long operations, long count, long timeout)
      throws ErrnoException {
    long deadline = Task.FOREVER;
    if (timeout != 0) {
      deadline = task.clock().deadlineAfter(Timespec.read(task.memory(), timeout));
    }
    return operate(task, (int) id, operations, (int) count, deadline);
  }

  private static long operate(Task task, int id, long address, int count, long deadline)
      throws ErrnoException {
    SemaphoreSets sets = sets(task);
    if (count < 1 || id < 0) {
      throw Errno.EINVAL.exception();
    }
    if (count > sets.mostOperations()) {
      throw Errno.E2BIG.exception();
    }
    long bytes = (long) count * SemaphoreOperations.BYTES;
    MemorySegment structures = task.scratch().asSlice(0, bytes);
    task.memory().read(address, structures, 0, bytes);
    SemaphoreOperations operations = new SemaphoreOperations(structures, count);
    UndoList undos = operations.undoes() ? KernelTask.of(task).undos() : null;
    return sets.operate(task, id, operations, undos, deadline);
  }
}
