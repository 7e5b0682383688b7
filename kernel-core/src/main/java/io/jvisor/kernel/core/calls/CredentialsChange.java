package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.core.task.KernelTask;

/** Credentials in the making: a mutable copy, applied as a whole. */
final class CredentialsChange {
  private static final int SECBIT_NO_SETUID_FIXUP = 4;
  private static final int SECBIT_KEEP_CAPS = 16;

  /** Capabilities that go with {@code fsuid} 0: those that override file permissions. */
  private static final long FILE_CAPABILITIES = 0x1_0800_021fL;

  private final Credentials old;
  int uid;
  int euid;
  int suid;
  int fsuid;
  int gid;
  int egid;
  int sgid;
  int fsgid;
  int[] groups;
  long permitted;
  long effective;
  long inheritable;
  long bounding;
  long ambient;
  int secureBits;

  CredentialsChange(Credentials old) {
    this.old = old;
    uid = old.uid();
    euid = old.euid();
    suid = old.suid();
    fsuid = old.fsuid();
    gid = old.gid();
    egid = old.egid();
    sgid = old.sgid();
    fsgid = old.fsgid();
    groups = old.groups();
    permitted = old.permitted();
    effective = old.effective();
    inheritable = old.inheritable();
    bounding = old.bounding();
    ambient = old.ambient();
    secureBits = old.secureBits();
  }

  /** What changes of user ids do to capabilities: {@code capabilities(7)}. */
  void fixCapabilitiesAfterUid() {
    if ((secureBits & SECBIT_NO_SETUID_FIXUP) != 0) {
      return;
    }
    int root = old.userNamespace().rootUser(); // or nobody
    boolean hadRoot = old.uid() == root || old.euid() == root || old.suid() == root;
    boolean hasRoot = uid == root || euid == root || suid == root;
    if (hadRoot && !hasRoot) {
      if ((secureBits & SECBIT_KEEP_CAPS) == 0) {
        permitted = 0;
        effective = 0;
      }
      ambient = 0;
    }
    if (old.euid() == root && euid != root) {
      effective = 0;
    }
    if (old.euid() != root && euid == root) {
      effective = permitted;
    }
    fixCapabilitiesAfterFsuid();
  }

  /** What changes of {@code fsuid} do to capabilities. */
  void fixCapabilitiesAfterFsuid() {
    if ((secureBits & SECBIT_NO_SETUID_FIXUP) != 0) {
      return;
    }
    int root = old.userNamespace().rootUser();
    if (old.fsuid() == root && fsuid != root) {
      effective &= ~FILE_CAPABILITIES;
    }
    if (old.fsuid() != root && fsuid == root) {
      effective |= permitted & FILE_CAPABILITIES;
    }
  }

  /** Puts the credentials in force. */
  void apply(KernelTask task) {
    Credentials made =
        new Credentials(
            uid,
            euid,
            suid,
            fsuid,
            gid,
            egid,
            sgid,
            fsgid,
            groups,
            permitted,
            effective,
            inheritable,
            bounding,
            ambient & permitted & inheritable,
            secureBits,
            old.noNewPrivs(),
            old.userNamespace());
    if (made.euid() != old.euid()
        || made.egid() != old.egid()
        || made.fsuid() != old.fsuid()
        || made.fsgid() != old.fsgid()) {
      task.group().setDumpable(0);
      task.setParentDeathSignal(0);
    }
    task.setCredentials(made);
    task.accountUser();
  }
}
