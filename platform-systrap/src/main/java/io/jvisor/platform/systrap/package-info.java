/**
 * Guest code that runs natively in stub processes, where each system call becomes a signal; the
 * whole is told in {@code docs/systrap.md}.
 *
 * <p>{@link io.jvisor.platform.systrap.StubImage} is the stubs' program, made of {@link
 * io.jvisor.platform.systrap.TrapCode} (threads that run guest code) and {@link
 * io.jvisor.platform.systrap.LeaderCode} (threads that make calls), under the filters of {@link
 * io.jvisor.platform.systrap.StubFilter}; {@link io.jvisor.platform.systrap.StubLayout} is what
 * both sides agree on. {@link io.jvisor.platform.systrap.StubService} keeps processes ready, {@link
 * io.jvisor.platform.systrap.StubFamily} bears and buries them, {@link
 * io.jvisor.platform.systrap.StubProcess} is one of them and {@link
 * io.jvisor.platform.systrap.StubThread} a thread of it, which {@link
 * io.jvisor.platform.systrap.SystrapContext} runs.
 *
 * <p>Threads: a context belongs to its task, which is a virtual thread ({@link
 * io.jvisor.platform.systrap.TaskThread}) on one of the {@link
 * io.jvisor.platform.systrap.Carriers}: a {@link io.jvisor.platform.systrap.Carrier} runs tasks
 * that can go on, and looks for the traps of those that wait for one.
 *
 * <p>Lock order: {@code StubService.lock}, {@code StubFamily.lock}, {@code StubProcess.calls},
 * {@code StubProcess.life}, {@code ContextFile.lock}. A lock is held over calls of a leader (the
 * first three), but never over a wait for guest code. Apart from them: {@code Balancer.lock} before
 * that of a carrier that has too much, before that of one that has nothing to do; nothing is taken
 * with the lock of an idle list held.
 */
package io.jvisor.platform.systrap;
