package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.namespace.NamespaceKind;

/** The names in {@code /proc/PID/ns}, in the order of a listing. */
public enum NamespaceLink {
  CGROUP("cgroup", NamespaceKind.CGROUP),
  IPC("ipc", NamespaceKind.IPC),
  MOUNT("mnt", NamespaceKind.MOUNT),
  NETWORK("net", NamespaceKind.NETWORK),
  PID("pid", NamespaceKind.PID),
  PID_FOR_CHILDREN("pid_for_children", NamespaceKind.PID),
  TIME("time", NamespaceKind.TIME),
  TIME_FOR_CHILDREN("time_for_children", NamespaceKind.TIME),
  USER("user", NamespaceKind.USER),
  UTS("uts", NamespaceKind.UTS);

  private final String label;
  private final NamespaceKind kind;

  NamespaceLink(String label, NamespaceKind kind) {
    this.label = label;
    this.kind = kind;
  }

  /** The name. */
  String label() {
    return label;
  }

  /** What it leads to. */
  public NamespaceKind kind() {
    return kind;
  }
}
