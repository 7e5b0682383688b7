package io.jvisor.syscalls.ipc;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.core.ipc.IpcPermissions;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code struct ipc64_perm}, with which the structures of all control calls begin. */
final class PermissionStruct {
  static final int BYTES = 48;

  /** Offset of the owner. */
  private static final int UID = 4;

  /** Offset of the owner's group. */
  private static final int GID = 8;

  /** Offset of the permission bits. */
  static final int MODE = 20;

  private static final int SEQUENCE = 24;

  private PermissionStruct() {}

  /** Writes it as a task sees it. */
  static void write(Task task, MemorySegment target, IpcPermissions permissions) {
    UserNamespace reader = task.credentials().userNamespace();
    target.set(ValueLayout.JAVA_INT, 0, permissions.key());
    target.set(ValueLayout.JAVA_INT, UID, reader.shownUser(permissions.uid()));
    target.set(ValueLayout.JAVA_INT, GID, reader.shownGroup(permissions.gid()));
    target.set(ValueLayout.JAVA_INT, 12, reader.shownUser(permissions.creatorUid()));
    target.set(ValueLayout.JAVA_INT, 16, reader.shownGroup(permissions.creatorGid()));
    target.set(ValueLayout.JAVA_INT, MODE, permissions.mode());
    target.set(ValueLayout.JAVA_SHORT, SEQUENCE, (short) permissions.sequence());
  }

  /** The owner that {@code IPC_SET} gives, as the kernel knows it; -1 for nobody. */
  static int uid(Task task, MemorySegment bytes) {
    return task.credentials().userNamespace().kernelUser(bytes.get(ValueLayout.JAVA_INT, UID));
  }

  /** The owner's group that {@code IPC_SET} gives, as the kernel knows it; -1 for nobody. */
  static int gid(Task task, MemorySegment bytes) {
    return task.credentials().userNamespace().kernelGroup(bytes.get(ValueLayout.JAVA_INT, GID));
  }
}
