package io.jvisor.launcher.cli;

/**
 * Options that every sub-command takes; null where one was not given.
 *
 * @param platform how guest code is to run
 * @param config the launcher configuration's path
 * @param debug whether to log what jvisor does
 * @param log a file to log to instead of standard error
 * @param logFormat {@code text} or {@code json}
 * @param strace whether to print system calls
 * @param root where the state of containers is kept
 * @param network what the sandbox is connected to
 */
public record GlobalOptions(
    String platform,
    String config,
    boolean debug,
    String log,
    String logFormat,
    boolean strace,
    String root,
    String network) {}
