/** Clocks and the service behind every timer. */
package io.jvisor.kernel.core.time;
