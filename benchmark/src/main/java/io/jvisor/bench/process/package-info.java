/** Processes of the host: run with a time limit, ended as a group, looked at through /proc. */
package io.jvisor.bench.process;
