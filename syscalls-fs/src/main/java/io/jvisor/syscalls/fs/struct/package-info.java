/** The structures of the file calls, one class each: named offsets, and how they are encoded. */
package io.jvisor.syscalls.fs.struct;
