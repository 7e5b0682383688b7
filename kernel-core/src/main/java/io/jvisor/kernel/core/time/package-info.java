/**
 * Things that happen at a time: one thread and a heap of deadlines for all timers of a kernel. And
 * how much CPU time guest code takes: {@link io.jvisor.kernel.core.time.GuestClock}.
 */
package io.jvisor.kernel.core.time;
