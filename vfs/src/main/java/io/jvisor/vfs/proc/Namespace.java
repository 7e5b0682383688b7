package io.jvisor.vfs.proc;

/**
 * The kinds of namespaces that {@code /proc/PID/ns} names. There is one of each, which all
 * processes are in: it has the number that Linux gives its first one ({@code *_NS_INIT_INO} of
 * {@code linux/nsfs.h}).
 */
enum Namespace {
  CGROUP("cgroup", "cgroup", 0x2000000, 0xeffffffbL),
  IPC("ipc", "ipc", 0x8000000, 0xefffffffL),
  MOUNT("mnt", "mnt", 0x20000, 0xeffffff8L),
  NETWORK("net", "net", 0x40000000, 0xeffffff9L),
  PROCESS("pid", "pid", 0x20000000, 0xeffffffcL),
  CHILDREN_PROCESS("pid_for_children", "pid", 0x20000000, 0xeffffffcL),
  TIME("time", "time", 0x80, 0xeffffffaL),
  CHILDREN_TIME("time_for_children", "time", 0x80, 0xeffffffaL),
  USER("user", "user", 0x10000000, 0xeffffffdL),
  NAMES("uts", "uts", 0x4000000, 0xeffffffeL);

  private final String link;
  private final String kind;
  private final int cloneFlag;
  private final long number;

  Namespace(String link, String kind, int cloneFlag, long number) {
    this.link = link;
    this.kind = kind;
    this.cloneFlag = cloneFlag;
    this.number = number;
  }

  /** The name in {@code /proc/PID/ns}. */
  String link() {
    return link;
  }

  /** The {@code CLONE_NEW*} flag that asks for one. */
  int cloneFlag() {
    return cloneFlag;
  }

  /** The inode number. */
  long number() {
    return number;
  }

  /** What {@code readlink(2)} tells. */
  String display() {
    return kind + ":[" + number + "]";
  }

  /** Whether there can be one inside the other: {@code NS_GET_PARENT} makes sense. */
  boolean isNested() {
    return this == USER || this == PROCESS || this == CHILDREN_PROCESS;
  }
}
