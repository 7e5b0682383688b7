/** Benchmarks of memory management. */
package io.jvisor.kernel.core.mm;
