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
 *   <li>Locks of wait queues, of the timer service and of the counts of namespaces: leaves.
 * </ol>
 *
 * <p>Tracing ({@code ptrace(2)}) has no lock of its own. Who traces whom is guarded by the tree
 * lock, and written with the signal lock of the tracee's process held as well; whether a tracee
 * stands still, and why, is guarded by that signal lock. See {@link
 * io.jvisor.kernel.core.task.Tracee}.
 *
 * <p>Numbers ({@code pid_namespaces(7)}): a {@link io.jvisor.kernel.core.task.Pid} is what a task,
 * and the process, group and session it is the first of, are called: one number in each {@link
 * io.jvisor.kernel.core.task.PidNamespace} from its own up to the first. Objects refer to one
 * another, never by number; a number that a guest gives is looked up in the namespace of its task,
 * and one that it is told is asked of the {@code Pid} for the namespace of who reads. What is kept
 * for somebody to read later is kept as a {@link io.jvisor.kernel.api.ProcessId}. {@code tid()} and
 * {@code tgid()} are the numbers in the first namespace: they tell tasks apart and are nothing that
 * a guest may see; {@code localTid()} and {@code localTgid()} are those that a guest has for
 * itself. Numbers are given and taken under the tree lock and looked up without. Tasks of all
 * namespaces count towards one limit.
 *
 * <p>No lock of this package is held while guest memory is touched, a file is closed, or a task
 * blocks. A field without a word on locks is owned by the task's own thread.
 */
package io.jvisor.kernel.core.task;
