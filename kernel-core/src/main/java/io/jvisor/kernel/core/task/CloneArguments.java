package io.jvisor.kernel.core.task;

import java.util.List;

/**
 * What {@code clone(2)} asks for, as {@code struct clone_args} has it.
 *
 * @param flags {@code CLONE_*}, without the exit signal
 * @param exitSignal what the parent gets at the child's end; 0 for none
 * @param stackPointer the child's {@code rsp}; 0 for the parent's
 * @param pidFd where {@code CLONE_PIDFD} writes
 * @param parentTid where {@code CLONE_PARENT_SETTID} writes
 * @param childTid where {@code CLONE_CHILD_SETTID} and {@code CLONE_CHILD_CLEARTID} write
 * @param setTid the child's numbers, its own namespace's first and then those above it; empty for
 *     what comes
 * @param tls the child's {@code fs} base, with {@code CLONE_SETTLS}
 */
public record CloneArguments(
    long flags,
    int exitSignal,
    long stackPointer,
    long pidFd,
    long parentTid,
    long childTid,
    List<Integer> setTid,
    long tls) {
  /** Whether a flag is set. */
  public boolean has(long flag) {
    return (flags & flag) != 0;
  }
}
