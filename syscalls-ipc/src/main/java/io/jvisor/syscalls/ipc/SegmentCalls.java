package io.jvisor.syscalls.ipc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.core.ipc.IpcPermissions;
import io.jvisor.kernel.core.ipc.IpcTable;
import io.jvisor.kernel.core.ipc.SharedSegment;
import io.jvisor.kernel.core.ipc.SharedSegments;
import io.jvisor.kernel.core.task.KernelTask;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code shmget(2)}, {@code shmat(2)}, {@code shmdt(2)}, {@code shmctl(2)}. */
final class SegmentCalls {
  private static final int SHM_RDONLY = 010000;
  private static final int SHM_RND = 020000;
  private static final int SHM_REMAP = 040000;
  private static final int SHM_EXEC = 0100000;

  private static final int SHM_LOCK = 11;
  private static final int SHM_UNLOCK = 12;
  private static final int SHM_STAT = 13;
  private static final int SHM_INFO = 14;
  private static final int SHM_STAT_ANY = 15;

  /** {@code SHMLBA}, which on x86 is the page size. */
  private static final long PAGE = 4096;

  private static final int STATUS_BYTES = 112;
  private static final int LIMIT_BYTES = 72;
  private static final int USAGE_BYTES = 48;

  private SegmentCalls() {}

  private static SharedSegments segments(Task task) {
    return KernelTask.of(task).namespaces().ipc().segments();
  }

  static long get(Task task, long key, long size, long flags) throws ErrnoException {
    return segments(task).get(task, (int) key, size, (int) flags);
  }

  static long attach(Task caller, long id, long address, long flagArgument) throws ErrnoException {
    int flags = (int) flagArgument;
    boolean replaces = (flags & SHM_REMAP) != 0;
    long place = address;
    if ((address & (PAGE - 1)) != 0) {
      if ((flags & SHM_RND) == 0) {
        throw Errno.EINVAL.exception();
      }
      place = address & -PAGE;
    }
    if ((int) id < 0 || (place == 0 && replaces)) {
      throw Errno.EINVAL.exception();
    }
    int protection = Prot.PROT_READ;
    int wish = IpcPermissions.READ;
    if ((flags & SHM_RDONLY) == 0) {
      protection |= Prot.PROT_WRITE;
      wish |= IpcPermissions.WRITE;
    }
    if ((flags & SHM_EXEC) != 0) {
      protection |= Prot.PROT_EXEC;
      wish |= IpcPermissions.EXECUTE;
    }
    return segments(caller)
        .attach(KernelTask.of(caller), (int) id, place, protection, wish, replaces);
  }

  static long detach(Task task, long address) throws ErrnoException {
    KernelTask.of(task).mm().detach(address);
    return 0;
  }

  static long control(Task task, long id, long command, long address) throws ErrnoException {
    SharedSegments segments = segments(task);
    int number = (int) id;
    if (number < 0) {
      throw Errno.EINVAL.exception();
    }
    switch ((int) command) {
      case IpcCommands.IPC_INFO -> {
        return writeLimits(task, segments, address);
      }
      case SHM_INFO -> {
        return writeUsage(task, segments, address);
      }
      case IpcCommands.IPC_STAT -> {
        SharedSegment segment = segments.table().find(number);
        segment.check(task.credentials(), IpcPermissions.READ);
        writeStatus(task, segments.status(segment), address);
        return 0;
      }
      case SHM_STAT, SHM_STAT_ANY -> {
        SharedSegment segment = segments.table().findIndex(number);
        if ((int) command == SHM_STAT) {
          segment.check(task.credentials(), IpcPermissions.READ);
        }
        writeStatus(task, segments.status(segment), address);
        return segment.id();
      }
      case IpcCommands.IPC_SET -> {
        MemorySegment bytes = task.scratch().asSlice(0, STATUS_BYTES);
        task.memory().read(address, bytes, 0, STATUS_BYTES);
        segments.change(
            task,
            number,
            PermissionStruct.uid(task, bytes),
            PermissionStruct.gid(task, bytes),
            bytes.get(ValueLayout.JAVA_INT, PermissionStruct.MODE));
      }
      case IpcCommands.IPC_RMID -> segments.remove(task, number);
      case SHM_LOCK -> segments.setLocked(task, number, true);
      case SHM_UNLOCK -> segments.setLocked(task, number, false);
      default -> throw Errno.EINVAL.exception();
    }
    return 0;
  }

  /** {@code struct shmid64_ds}. */
  private static void writeStatus(Task task, SharedSegments.Status status, long address)
      throws ErrnoException {
    MemorySegment bytes = task.scratch().asSlice(0, STATUS_BYTES);
    bytes.fill((byte) 0);
    PermissionStruct.write(task, bytes, status.permissions());
    bytes.set(ValueLayout.JAVA_LONG, 48, status.size());
    bytes.set(ValueLayout.JAVA_LONG, 56, status.attachTime());
    bytes.set(ValueLayout.JAVA_LONG, 64, status.detachTime());
    bytes.set(ValueLayout.JAVA_LONG, 72, status.changeTime());
    bytes.set(ValueLayout.JAVA_INT, 80, status.creator().seenBy(task));
    bytes.set(ValueLayout.JAVA_INT, 84, status.lastProcess().seenBy(task));
    bytes.set(ValueLayout.JAVA_LONG, 88, status.attached());
    task.memory().write(address, bytes, 0, STATUS_BYTES);
  }

  /** {@code struct shminfo64}. */
  private static long writeLimits(Task task, SharedSegments segments, long address)
      throws ErrnoException {
    MemorySegment bytes = task.scratch().asSlice(0, LIMIT_BYTES);
    bytes.fill((byte) 0);
    bytes.set(ValueLayout.JAVA_LONG, 0, segments.mostBytes());
    bytes.set(ValueLayout.JAVA_LONG, 8, 1);
    bytes.set(ValueLayout.JAVA_LONG, 16, segments.mostSegments());
    bytes.set(ValueLayout.JAVA_LONG, 24, segments.mostSegments());
    bytes.set(ValueLayout.JAVA_LONG, 32, segments.mostPages());
    task.memory().write(address, bytes, 0, LIMIT_BYTES);
    return segments.table().highestIndex();
  }

  /** {@code struct shm_info}. */
  private static long writeUsage(Task task, SharedSegments segments, long address)
      throws ErrnoException {
    IpcTable<SharedSegment> table = segments.table();
    MemorySegment bytes = task.scratch().asSlice(0, USAGE_BYTES);
    bytes.fill((byte) 0);
    bytes.set(ValueLayout.JAVA_INT, 0, table.count());
    bytes.set(ValueLayout.JAVA_LONG, 8, segments.pages());
    bytes.set(ValueLayout.JAVA_LONG, 16, segments.presentPages());
    task.memory().write(address, bytes, 0, USAGE_BYTES);
    return table.highestIndex();
  }
}
