package io.jvisor.syscalls.ipc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.ipc.IpcPermissions;
import io.jvisor.kernel.core.ipc.SemaphoreSet;
import io.jvisor.kernel.core.ipc.SemaphoreSet.Query;
import io.jvisor.kernel.core.ipc.SemaphoreSets;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code semctl(2)}. */
final class SemaphoreControl {
  private static final int GETPID = 11;
  private static final int GETVAL = 12;
  private static final int GETALL = 13;
  private static final int GETNCNT = 14;
  private static final int GETZCNT = 15;
  private static final int SETVAL = 16;
  private static final int SETALL = 17;
  private static final int SEM_STAT = 18;
  private static final int SEM_INFO = 19;
  private static final int SEM_STAT_ANY = 20;

  private static final int STATUS_BYTES = 104;
  private static final int INFO_BYTES = 40;

  /** {@code SEMUSZ}, {@code SEMVMX} and {@code SEMAEM} of {@code IPC_INFO}. */
  private static final int UNDO_SIZE = 20;

  private static final int MOST_VALUE = 32767;

  private SemaphoreControl() {}

  static long control(Task task, long id, long number, long command, long argument)
      throws ErrnoException {
    SemaphoreSets sets = SemaphoreCalls.sets(task);
    int set = (int) id;
    int semaphore = (int) number;
    if (set < 0) {
      throw Errno.EINVAL.exception();
    }
    switch ((int) command) {
      case IpcCommands.IPC_INFO, SEM_INFO -> {
        return writeInfo(task, sets, (int) command == SEM_INFO, argument);
      }
      case IpcCommands.IPC_STAT -> {
        SemaphoreSet found = sets.table().find(set);
        found.check(task.credentials(), IpcPermissions.READ);
        writeStatus(task, sets.status(found), argument);
        return 0;
      }
      case SEM_STAT, SEM_STAT_ANY -> {
        SemaphoreSet found = sets.table().findIndex(set);
        if ((int) command == SEM_STAT) {
          found.check(task.credentials(), IpcPermissions.READ);
        }
        writeStatus(task, sets.status(found), argument);
        return found.id();
      }
      case GETVAL -> {
        return sets.query(task, set, semaphore, Query.VALUE);
      }
      case GETPID -> {
        return sets.query(task, set, semaphore, Query.PROCESS);
      }
      case GETNCNT -> {
        return sets.query(task, set, semaphore, Query.GROWTH_WAITERS);
      }
      case GETZCNT -> {
        return sets.query(task, set, semaphore, Query.ZERO_WAITERS);
      }
      case GETALL -> writeAll(task, sets.values(task, set), argument);
      case SETVAL -> sets.setValue(task, set, semaphore, (int) argument);
      case SETALL -> {
        SemaphoreSet found = sets.settable(task, set);
        sets.setValues(task, found, readAll(task, found.count(), argument));
      }
      case IpcCommands.IPC_SET -> {
        MemorySegment bytes = task.scratch().asSlice(0, STATUS_BYTES);
        task.memory().read(argument, bytes, 0, STATUS_BYTES);
        sets.change(
            task,
            set,
            PermissionStruct.uid(task, bytes),
            PermissionStruct.gid(task, bytes),
            bytes.get(ValueLayout.JAVA_INT, PermissionStruct.MODE));
      }
      case IpcCommands.IPC_RMID -> sets.remove(task, set);
      default -> throw Errno.EINVAL.exception();
    }
    return 0;
  }

  private static void writeAll(Task task, int[] values, long address) throws ErrnoException {
    short[] words = new short[values.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = (short) values[i];
    }
    task.memory()
        .write(address, MemorySegment.ofArray(words), 0, (long) words.length * Short.BYTES);
  }

  private static int[] readAll(Task task, int count, long address) throws ErrnoException {
    short[] words = new short[count];
    task.memory().read(address, MemorySegment.ofArray(words), 0, (long) count * Short.BYTES);
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = words[i] & 0xffff;
    }
    return values;
  }

  /** {@code struct semid64_ds}. */
  private static void writeStatus(Task task, SemaphoreSets.Status status, long address)
      throws ErrnoException {
    MemorySegment bytes = task.scratch().asSlice(0, STATUS_BYTES);
    bytes.fill((byte) 0);
    PermissionStruct.write(task, bytes, status.permissions());
    bytes.set(ValueLayout.JAVA_LONG, 48, status.operationTime());
    bytes.set(ValueLayout.JAVA_LONG, 64, status.changeTime());
    bytes.set(ValueLayout.JAVA_LONG, 80, status.semaphores());
    task.memory().write(address, bytes, 0, STATUS_BYTES);
  }

  /** {@code struct seminfo}; with {@code SEM_INFO} two fields tell what there is. */
  private static long writeInfo(Task task, SemaphoreSets sets, boolean usage, long address)
      throws ErrnoException {
    MemorySegment bytes = task.scratch().asSlice(0, INFO_BYTES);
    int[] fields = {
      1_024_000_000, // semmap, like the next but two: what SEMMNS is by default
      sets.mostSets(),
      sets.mostOfAll(),
      1_024_000_000,
      sets.mostOfSet(),
      sets.mostOperations(),
      500, // semume: what SEMOPM is by default
      usage ? sets.table().count() : UNDO_SIZE,
      MOST_VALUE,
      usage ? sets.semaphores() : MOST_VALUE
    };
    MemorySegment.copy(fields, 0, bytes, ValueLayout.JAVA_INT, 0, fields.length);
    task.memory().write(address, bytes, 0, INFO_BYTES);
    return sets.table().highestIndex();
  }
}
