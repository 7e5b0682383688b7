package io.jvisor.syscalls.ipc;

/** What the control calls have in common ({@code include/uapi/linux/ipc.h}). */
final class IpcCommands {
  static final int IPC_RMID = 0;
  static final int IPC_SET = 1;
  static final int IPC_STAT = 2;
  static final int IPC_INFO = 3;

  private IpcCommands() {}
}
