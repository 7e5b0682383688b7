/** What the kernel tells the process file system: snapshots of tasks, without locks held. */
package io.jvisor.kernel.core.proc;
