package io.jvisor.vfs.proc;

/**
 * CPU times in nanoseconds, and page faults.
 *
 * @param user in user mode
 * @param system in the kernel
 * @param childUser of children that were waited for, in user mode
 * @param childSystem of children that were waited for, in the kernel
 * @param minorFaults faults that read nothing
 * @param majorFaults faults that read a file
 * @param childMinorFaults of children that were waited for
 * @param childMajorFaults of children that were waited for
 */
public record ProcessTimes(
    long user,
    long system,
    long childUser,
    long childSystem,
    long minorFaults,
    long majorFaults,
    long childMinorFaults,
    long childMajorFaults) {
  /** Nothing. */
  public static final ProcessTimes NONE = new ProcessTimes(0, 0, 0, 0, 0, 0, 0, 0);
}
