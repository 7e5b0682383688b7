package io.jvisor.kernel.api;

import java.util.List;

/**
 * One entry of the system call table, as data.
 *
 * @param number the x86-64 number
 * @param name the name in {@code syscalls(2)}
 * @param handler the code
 * @param completeness how much of it is there
 * @param missing what is not there, empty when {@code completeness} is {@code FULL}
 * @param provider the name of the provider that registered it
 * @param arguments how each argument is shown by {@code --strace}
 */
public record Syscall(
    int number,
    String name,
    SyscallHandler handler,
    Completeness completeness,
    String missing,
    String provider,
    List<Arg> arguments) {

  public Syscall {
    arguments = List.copyOf(arguments);
  }
}
