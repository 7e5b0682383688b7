package io.jvisor.syscalls.ipc;

import io.jvisor.kernel.core.ipc.IpcPermissions;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code struct ipc64_perm}, with which the structures of all control calls begin. */
final class PermissionStruct {
  static final int BYTES = 48;

  /** Offset of the owner, which {@code IPC_SET} reads. */
  static final int UID = 4;

  /** Offset of the owner's group. */
  static final int GID = 8;

  /** Offset of the permission bits. */
  static final int MODE = 20;

  private static final int SEQUENCE = 24;

  private PermissionStruct() {}

  static void write(MemorySegment target, IpcPermissions permissions) {
    target.set(ValueLayout.JAVA_INT, 0, permissions.key());
    target.set(ValueLayout.JAVA_INT, UID, permissions.uid());
    target.set(ValueLayout.JAVA_INT, GID, permissions.gid());
    target.set(ValueLayout.JAVA_INT, 12, permissions.creatorUid());
    target.set(ValueLayout.JAVA_INT, 16, permissions.creatorGid());
    target.set(ValueLayout.JAVA_INT, MODE, permissions.mode());
    target.set(ValueLayout.JAVA_SHORT, SEQUENCE, (short) permissions.sequence());
  }
}
