/**
 * System calls as text, in the way of {@code strace(1)}. The run loop asks the {@link
 * io.jvisor.kernel.core.strace.Tracer} only when the sandbox was started with tracing, so that
 * calls cost nothing otherwise. How an argument looks is part of the entry of its call: {@link
 * io.jvisor.kernel.api.Arg}.
 */
package io.jvisor.kernel.core.strace;
