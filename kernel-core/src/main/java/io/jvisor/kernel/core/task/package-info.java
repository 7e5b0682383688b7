/**
 * Tasks (guest threads), thread groups (processes), process groups, sessions, and what happens to
 * them: the run loop, clone, exec, exit, wait, and the sending and delivery of signals.
 *
 * <p>Locks, in the order in which they are taken:
 *
 * <ol>
 *   <li>{@link io.jvisor.kernel.core.task.PidTable#lock}, the tree lock: parents and children,
 *       process groups, sessions, the table of ids. One a kernel.
 *   <li>{@link io.jvisor.kernel.core.task.ThreadGroup#signalLock}: the group's threads, pending
 *       signals of group and threads, job-control and exit state. Never two of them at a time.
 *   <li>Locks of wait queues and of the timer service: leaves.
 * </ol>
 *
 * <p>Tracing ({@code ptrace(2)}) has no lock of its own. Who traces whom is guarded by the tree
 * lock, and written with the signal lock of the tracee's process held as well; whether a tracee
 * stands still, and why, is guarded by that signal lock. See {@link
 * io.jvisor.kernel.core.task.Tracee}.
 *
 * <p>No lock of this package is held while guest memory is touched, a file is closed, or a task
 * blocks. A field without a word on locks is owned by the task's own thread.
 */
package io.jvisor.kernel.core.task;
