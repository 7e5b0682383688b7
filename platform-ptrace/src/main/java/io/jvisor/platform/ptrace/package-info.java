/**
 * Guest code in stub processes under {@code PTRACE_SYSEMU}.
 *
 * <p>{@link io.jvisor.platform.ptrace.StubService} makes stub processes from {@link
 * io.jvisor.platform.ptrace.StubImage} and owns their leaders; {@link
 * io.jvisor.platform.ptrace.PtraceContext} attaches one of a process's threads and runs guest code
 * in it; {@link io.jvisor.platform.ptrace.PtraceAddressSpace} changes memory by calls that it
 * injects into whichever of the two the calling thread may command. {@link
 * io.jvisor.platform.ptrace.Tracee} is a thread under ptrace, and {@link
 * io.jvisor.platform.spi.placement.Placement} with {@link
 * io.jvisor.platform.spi.placement.Balancer} decides on which CPU it runs.
 *
 * <p>Threads: ptrace obeys only the thread that attached. A tracee of a context belongs to the
 * task's thread, a leader to the service's thread. Lock order: {@code Balancer.lock} before {@code
 * Placement.lock} and {@code Guest.lock}; the monitor of a {@link
 * io.jvisor.platform.ptrace.StubProcess} is held over no call and no other lock.
 */
package io.jvisor.platform.ptrace;
