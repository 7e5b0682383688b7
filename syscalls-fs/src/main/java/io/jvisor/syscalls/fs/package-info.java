/** System calls about files: arguments are decoded here, the work is done in vfs. */
package io.jvisor.syscalls.fs;
