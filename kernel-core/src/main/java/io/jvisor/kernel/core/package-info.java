/** The kernel of one sandbox: what its tasks share, and how it starts and ends. */
package io.jvisor.kernel.core;
