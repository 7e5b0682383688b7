/** Futexes: what words are keyed by, who waits on them, and robust lists; see {@code futex(2)}. */
package io.jvisor.kernel.core.futex;
