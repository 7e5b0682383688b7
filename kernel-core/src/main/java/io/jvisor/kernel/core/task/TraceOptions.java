package io.jvisor.kernel.core.task;

/** {@code PTRACE_O_*} and {@code PTRACE_EVENT_*} of {@code ptrace(2)}. */
public final class TraceOptions {
  /** System-call stops are {@code SIGTRAP | 0x80}. */
  public static final int SYSGOOD = 1;

  public static final int EVENT_FORK = 1;
  public static final int EVENT_VFORK = 2;
  public static final int EVENT_CLONE = 3;
  public static final int EVENT_EXEC = 4;
  public static final int EVENT_VFORK_DONE = 5;
  public static final int EVENT_EXIT = 6;
  public static final int EVENT_SECCOMP = 7;

  /** Not enabled by an option: {@code PTRACE_INTERRUPT}, group stops of who was seized. */
  public static final int EVENT_STOP = 128;

  /** The tracee is killed when its tracer ends. */
  public static final int EXITKILL = 1 << 20;

  /** The tracee may make all calls. */
  public static final int SUSPEND_SECCOMP = 1 << 21;

  /** All that can be set. */
  public static final int ALL = 0xff | EXITKILL | SUSPEND_SECCOMP;

  private TraceOptions() {}

  /** What {@code wait} tells of a stop for an event, without what makes it a stop. */
  public static int told(int signal, int event) {
    return signal | event << 8;
  }

  /** The option that asks for an event. */
  static int of(int event) {
    return 1 << event;
  }
}
