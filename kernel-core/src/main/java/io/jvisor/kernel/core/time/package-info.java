/** Things that happen at a time: one thread and a heap of deadlines for all timers of a kernel. */
package io.jvisor.kernel.core.time;
