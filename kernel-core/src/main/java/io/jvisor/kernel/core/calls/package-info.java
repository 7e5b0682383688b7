/**
 * Decoding of the calls of processes, time and scheduling: one file per call or small family, and
 * three providers that register them. What the calls do is the {@code task}, {@code futex} and
 * {@code time} packages'.
 */
package io.jvisor.kernel.core.calls;
