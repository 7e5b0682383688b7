/**
 * Filters of system calls: {@code seccomp(2)}. What a filter program may look like, how it runs,
 * and what several of them together answer.
 *
 * <ul>
 *   <li>{@link io.jvisor.kernel.core.seccomp.FilterCheck} reads a guest's program, refuses what
 *       Linux refuses, and decodes the rest into
 *   <li>{@link io.jvisor.kernel.core.seccomp.FilterProgram}, which runs over
 *   <li>{@link io.jvisor.kernel.core.seccomp.CallData}, what a filter sees of a call.
 *   <li>{@link io.jvisor.kernel.core.seccomp.NotificationQueue} has the calls that another process
 *       decides about, through a {@link io.jvisor.kernel.core.seccomp.NotificationFile}.
 *   <li>{@link io.jvisor.kernel.core.seccomp.SeccompFilter} is a program with those that were there
 *       before it, and {@link io.jvisor.kernel.core.seccomp.SeccompState} what a task has of them.
 * </ul>
 *
 * <p>Programs and filters never change; tasks share them. Which one a task has is guarded by the
 * signal lock of its process, and what is done about an answer is the package {@code task}'s
 * business. The only lock here is that of a {@code NotificationQueue}.
 */
package io.jvisor.kernel.core.seccomp;
