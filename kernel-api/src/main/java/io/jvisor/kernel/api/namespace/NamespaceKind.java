package io.jvisor.kernel.api.namespace;

/** The kinds of {@code namespaces(7)}. */
public enum NamespaceKind {
  CGROUP("cgroup", 0x2000000, 0xeffffffbL),
  IPC("ipc", 0x8000000, 0xefffffffL),
  MOUNT("mnt", 0x20000, 0xeffffff8L),
  NETWORK("net", 0x40000000, 0xeffffff9L),
  PID("pid", 0x20000000, 0xeffffffcL),
  TIME("time", 0x80, 0xeffffffaL),
  USER("user", 0x10000000, 0xeffffffdL),
  UTS("uts", 0x4000000, 0xeffffffeL);

  private final String label;
  private final int cloneFlag;
  private final long firstNumber;

  NamespaceKind(String label, int cloneFlag, long firstNumber) {
    this.label = label;
    this.cloneFlag = cloneFlag;
    this.firstNumber = firstNumber;
  }

  /** The name that {@code readlink(2)} of a file in {@code /proc/PID/ns} begins with. */
  public String label() {
    return label;
  }

  /** The {@code CLONE_NEW*} flag that asks for one. */
  public int cloneFlag() {
    return cloneFlag;
  }

  /** The number that Linux gives its first one: {@code *_NS_INIT_INO} of {@code linux/nsfs.h}. */
  long firstNumber() {
    return firstNumber;
  }

  /** What one takes of the heap, about. */
  long heapBytes() {
    return this == IPC || this == NETWORK ? 16_384 : 2048;
  }

  /** Whether there can be one inside the other. */
  public boolean isNested() {
    return this == USER || this == PID;
  }
}
