/**
 * The calls of {@code sysvipc(7)} and {@code mq_overview(7)}: arguments and structures. What they
 * are about lives in {@code io.jvisor.kernel.core.ipc} and {@code io.jvisor.vfs.mqueue}.
 */
package io.jvisor.syscalls.ipc;
