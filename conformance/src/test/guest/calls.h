// Every system call that the sandbox implements, each with arguments that make sense: what wild/*.c
// makes wild one by one, and what hostile/fuzz.c throws dice about. A call that is not here and is in
// the sandbox's table fails CallTableTest.
#ifndef CALLS_H
#define CALLS_H

#include "guest.h"
#include <linux/futex.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ptrace.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

/* What an argument is. Those from IN on are pointers that the kernel follows. */
enum kind { NONE, INT, FLAGS, SIZE, OFFSET, FD, PID, SIG, ADDR, IN, OUT, PATH, STRING, VECTOR, TIME };

struct argument { enum kind kind; unsigned long usual; };

struct call {
  const char *name; /* with a suffix where one number does several things: fcntl.F_GETLK */
  int number;
  struct argument arguments[6];
};

/* Places that every program of this family maps at the same addresses. */
#define AREA_IN 0x10000000UL        /* zeros */
#define AREA_OUT 0x10010000UL       /* to be written */
#define AREA_PATHS 0x10020000UL     /* names, see below */
#define AREA_VECTOR 0x10030000UL    /* struct iovec, and other pointers */
#define AREA_READ_ONLY 0x10040000UL /* zeros */
#define AREA_NOTHING 0x10060000UL   /* never mapped */
#define AREA_LAST 0x7fffffffe000UL  /* the last page of user space; nothing maps it */
#define AREA_SIZE 0x4000UL

#define NAME(n) (AREA_PATHS + (n) * 64)
#define A_FILE NAME(0)
#define A_DIRECTORY NAME(1)
#define A_LINK NAME(2)
#define NOTHING_THERE NAME(3)
#define A_WORD NAME(4)      /* user.word */
#define A_PROGRAM NAME(5)   /* not executable */
#define A_TYPE NAME(6)      /* tmpfs */

/* Descriptors that every program of this family opens. */
enum { FILE_FD = 40, DIRECTORY_FD, EPOLL_FD, EVENT_FD, TIMER_FD, SIGNAL_FD, PIPE_IN, PIPE_OUT, MEMORY_FD, ZERO_FD, PLACE_FD, INOTIFY_FD, PIDFD_FD, SOCKET_FD, PEER_FD, MASTER_FD, TERMINAL_FD, LAST_FD };

#define NO_KEY 0x7e570000UL
#define NO_OBJECT 0x7fff7ff0UL

#define NO_PROCESS 0x3ffffff0UL /* above any pid_max */

#define n(v) {INT, v}
#define flags(v) {FLAGS, v}
#define size(v) {SIZE, v}
#define offset(v) {OFFSET, v}
#define fd(v) {FD, v}
#define file {FD, FILE_FD}
#define at {FD, (unsigned long)AT_FDCWD}
#define pid(v) {PID, v}
#define sig(v) {SIG, v}
#define addr(v) {ADDR, v}
#define in {IN, AREA_IN}
#define out {OUT, AREA_OUT}
#define path(v) {PATH, v}
#define string(v) {STRING, v}
#define vector {VECTOR, AREA_VECTOR}
#define words {IN, AREA_IN} /* argv, envp: empty */
#define when {TIME, AREA_IN}

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

#define C(name, ...) {#name, SYS_##name, {__VA_ARGS__}}
#define V(name, variant, ...) {#name "." #variant, SYS_##name, {__VA_ARGS__}}

static const struct call calls[] = {
    // Reading and writing
    C(read, file, out, size(16)), V(read, pipe, fd(PIPE_IN), out, size(16)), V(read, event, fd(EVENT_FD), out, size(8)), V(read, zero, fd(ZERO_FD), out, size(16)), V(read, master, fd(MASTER_FD), out, size(16)), V(read, terminal, fd(TERMINAL_FD), out, size(16)),
    V(read, null, fd(0), out, size(16)), V(read, directory, fd(DIRECTORY_FD), out, size(16)),
    C(write, file, in, size(16)), V(write, pipe, fd(PIPE_OUT), in, size(16)), V(write, event, fd(EVENT_FD), in, size(8)), V(write, null, fd(0), in, size(16)), V(write, zero, fd(ZERO_FD), in, size(16)), V(write, master, fd(MASTER_FD), in, size(16)), V(write, terminal, fd(TERMINAL_FD), in, size(16)),
    C(pread64, file, out, size(16), offset(0)), V(pread64, null, fd(0), out, size(16), offset(0)), C(pwrite64, file, in, size(16), offset(0)),
    C(readv, file, vector, n(1)), C(writev, file, vector, n(1)), C(preadv, file, vector, n(1), offset(0), n(0)), C(pwritev, file, vector, n(1), offset(0), n(0)),
    C(preadv2, file, vector, n(1), offset(0), n(0), flags(0)), C(pwritev2, file, vector, n(1), offset(0), n(0), flags(0)),
    C(lseek, file, offset(0), n(SEEK_SET)), C(sendfile, fd(PIPE_OUT), file, in, size(16)), C(copy_file_range, file, in, fd(MEMORY_FD), in, size(8), flags(0)),
    C(splice, file, in, fd(PIPE_OUT), {IN, 0}, size(8), flags(SPLICE_F_NONBLOCK)), C(tee, fd(PIPE_IN), fd(PIPE_OUT), size(8), flags(SPLICE_F_NONBLOCK)), C(vmsplice, fd(PIPE_OUT), vector, n(1), flags(SPLICE_F_NONBLOCK)),
    C(readahead, file, offset(0), size(4096)), C(fadvise64, file, offset(0), size(0), n(POSIX_FADV_NORMAL)), C(fallocate, file, flags(0), offset(0), size(4096)), C(sync_file_range, file, offset(0), size(0), flags(0)),
    C(fsync, file), C(fdatasync, file), C(sync), C(syncfs, file),
    // Descriptors
    C(open, path(A_FILE), flags(O_RDONLY), n(0)), C(creat, path(A_FILE), n(0644)), C(openat, at, path(A_FILE), flags(O_RDONLY), n(0)), C(openat2, at, path(A_FILE), in, size(24)), C(close, fd(LAST_FD)), C(close_range, fd(100), fd(200), flags(0)),
    C(dup, file), C(dup2, file, fd(LAST_FD)), C(dup3, file, fd(LAST_FD), flags(O_CLOEXEC)), C(pipe, out), C(pipe2, out, flags(O_NONBLOCK)), C(memfd_create, string(A_WORD), flags(0)),
    V(fcntl, F_GETFL, file, n(F_GETFL), n(0)), V(fcntl, F_GETLK, file, n(F_GETLK), in), V(fcntl, F_SETLK, file, n(F_SETLK), in), V(fcntl, F_OFD_GETLK, file, n(F_OFD_GETLK), in), V(fcntl, F_OFD_SETLK, file, n(F_OFD_SETLK), in),
    V(fcntl, F_NOTIFY, at, n(F_NOTIFY), flags(DN_CREATE)),
    C(flock, file, n(LOCK_SH | LOCK_NB)),
    V(ioctl, FIONREAD, fd(PIPE_IN), n(FIONREAD), out), V(ioctl, FIONREAD_file, file, n(FIONREAD), out), V(ioctl, FIONBIO, fd(PIPE_IN), n(FIONBIO), in), V(ioctl, TCGETS, fd(PIPE_IN), n(TCGETS), out), V(ioctl, TIOCGWINSZ, fd(0), n(TIOCGWINSZ), out),
    V(ioctl, TCSETS, fd(TERMINAL_FD), n(TCSETS), in), V(ioctl, TCGETS2, fd(TERMINAL_FD), n(0x802c542a), out), V(ioctl, TCGETA, fd(MASTER_FD), n(TCGETA), out), V(ioctl, TIOCGLCKTRMIOS, fd(TERMINAL_FD), n(TIOCGLCKTRMIOS), out), V(ioctl, TIOCSLCKTRMIOS, fd(MASTER_FD), n(TIOCSLCKTRMIOS), in), V(ioctl, TIOCSWINSZ, fd(MASTER_FD), n(TIOCSWINSZ), in), V(ioctl, TIOCGPTN, fd(MASTER_FD), n(TIOCGPTN), out),
    V(ioctl, TIOCPKT, fd(MASTER_FD), n(TIOCPKT), in), V(ioctl, TIOCGPTPEER, fd(MASTER_FD), n(TIOCGPTPEER), flags(O_NOCTTY)), V(ioctl, TCFLSH, fd(TERMINAL_FD), n(TCFLSH), n(0)), V(ioctl, TCXONC, fd(TERMINAL_FD), n(TCXONC), n(1)), V(ioctl, TIOCOUTQ, fd(TERMINAL_FD), n(TIOCOUTQ), out),
    C(vhangup),
    // Names
    C(stat, path(A_FILE), out), C(lstat, path(A_LINK), out), C(fstat, file, out), C(newfstatat, at, path(A_FILE), out, flags(0)), C(statx, at, path(A_FILE), flags(0), flags(0x7ff), out),
    C(statfs, path(A_FILE), out), C(fstatfs, file, out), C(access, path(A_FILE), n(R_OK)), C(faccessat, at, path(A_FILE), n(R_OK)), C(faccessat2, at, path(A_FILE), n(R_OK), flags(0)),
    C(truncate, path(A_FILE), offset(0)), C(ftruncate, fd(MEMORY_FD), offset(4096)), C(getdents, fd(DIRECTORY_FD), out, size(1024)), C(getdents64, fd(DIRECTORY_FD), out, size(1024)), V(getdents64, file, file, out, size(1024)), V(getdents64, null, fd(0), out, size(1024)),
    C(getcwd, out, size(4096)), C(chdir, path(A_DIRECTORY)), C(fchdir, fd(DIRECTORY_FD)), C(chroot, path(A_DIRECTORY)),
    C(rename, path(NOTHING_THERE), path(A_FILE)), C(renameat, at, path(NOTHING_THERE), at, path(A_FILE)), C(renameat2, at, path(NOTHING_THERE), at, path(A_FILE), flags(0)), C(mkdir, path(A_DIRECTORY), n(0755)), C(mkdirat, at, path(A_DIRECTORY), n(0755)),
    C(rmdir, path(NOTHING_THERE)), C(link, path(NOTHING_THERE), path(A_FILE)), C(linkat, at, path(NOTHING_THERE), at, path(A_FILE), flags(0)), C(unlink, path(NOTHING_THERE)), C(unlinkat, at, path(NOTHING_THERE), flags(0)),
    C(symlink, string(A_WORD), path(A_FILE)), C(symlinkat, string(A_WORD), at, path(A_FILE)), C(readlink, path(A_LINK), out, size(64)), C(readlinkat, at, path(A_LINK), out, size(64)), V(readlink, file, path(A_FILE), out, size(64)),
    C(mknod, path(A_FILE), n(S_IFIFO | 0644), n(0)), C(mknodat, at, path(A_FILE), n(S_IFIFO | 0644), n(0)), C(chmod, path(A_FILE), n(0644)), C(fchmod, file, n(0644)), C(fchmodat, at, path(A_FILE), n(0644)), C(fchmodat2, at, path(A_FILE), n(0644), flags(0)),
    C(chown, path(A_FILE), n(0), n(0)), C(lchown, path(A_FILE), n(0), n(0)), C(fchown, file, n(0), n(0)), C(fchownat, at, path(A_FILE), n(0), n(0), flags(0)), C(umask, n(022)),
    C(utime, path(A_FILE), in), C(utimes, path(A_FILE), in), C(futimesat, at, path(A_FILE), in), C(utimensat, at, path(A_FILE), when, flags(0)), V(utimensat, descriptor, file, path(0), when, flags(0)),
    C(setxattr, path(A_FILE), string(A_WORD), in, size(4), flags(0)), C(lsetxattr, path(A_FILE), string(A_WORD), in, size(4), flags(0)), C(fsetxattr, file, string(A_WORD), in, size(4), flags(0)),
    C(getxattr, path(A_FILE), string(A_WORD), out, size(64)), C(lgetxattr, path(A_FILE), string(A_WORD), out, size(64)), C(fgetxattr, file, string(A_WORD), out, size(64)),
    C(listxattr, path(A_FILE), out, size(64)), C(llistxattr, path(A_FILE), out, size(64)), C(flistxattr, file, out, size(64)), C(removexattr, path(A_FILE), string(A_WORD)), C(lremovexattr, path(A_FILE), string(A_WORD)), C(fremovexattr, file, string(A_WORD)),
    C(mount, string(A_WORD), path(A_DIRECTORY), string(A_TYPE), flags(0), string(A_WORD)), C(umount2, path(NOTHING_THERE), flags(0)), C(pivot_root, path(A_DIRECTORY), path(A_DIRECTORY)), C(open_tree, at, path(NOTHING_THERE), flags(0)), C(move_mount, at, path(NOTHING_THERE), at, path(A_DIRECTORY), flags(0)),
    C(fsopen, string(A_WORD), flags(0)), C(fspick, at, path(A_DIRECTORY), flags(0)), C(fsconfig, fd(EVENT_FD), n(1), string(A_WORD), string(A_WORD), n(0)), C(fsmount, fd(EVENT_FD), flags(0), flags(0)), C(mount_setattr, at, path(A_DIRECTORY), flags(0), in, size(32)), C(name_to_handle_at, at, path(A_FILE), in, out, flags(0)), C(open_by_handle_at, at, in, flags(0)),
    C(inotify_init), C(inotify_init1, flags(IN_NONBLOCK)), C(inotify_add_watch, fd(INOTIFY_FD), path(A_FILE), flags(IN_ALL_EVENTS)), C(inotify_rm_watch, fd(INOTIFY_FD), n(100)), V(read, inotify, fd(INOTIFY_FD), out, size(64)),
    // Waiting for descriptors
    C(poll, in, n(1), n(0)), C(ppoll, in, n(1), when, in, size(8)), C(select, n(4), in, in, in, when), C(pselect6, n(4), in, in, in, when, vector),
    C(epoll_create, n(1)), C(epoll_create1, flags(0)), V(epoll_ctl, add, fd(EPOLL_FD), n(EPOLL_CTL_ADD), fd(PIPE_IN), in), V(epoll_ctl, del, fd(EPOLL_FD), n(EPOLL_CTL_DEL), fd(PIPE_IN), in), C(epoll_wait, fd(EPOLL_FD), out, n(4), n(0)),
    C(epoll_pwait, fd(EPOLL_FD), out, n(4), n(0), in, size(8)), C(epoll_pwait2, fd(EPOLL_FD), out, n(4), when, in, size(8)),
    C(eventfd, n(1)), C(eventfd2, n(1), flags(EFD_NONBLOCK)), C(signalfd, n(-1), in, size(8)), C(signalfd4, n(-1), in, size(8), flags(0)), C(timerfd_create, n(CLOCK_MONOTONIC), flags(0)), C(timerfd_settime, fd(TIMER_FD), flags(0), in, out), C(timerfd_gettime, fd(TIMER_FD), out),
    // Sockets
    C(socket, n(AF_UNIX), n(SOCK_STREAM), n(0)), C(socketpair, n(AF_UNIX), n(SOCK_STREAM), n(0), out), C(bind, fd(SOCKET_FD), in, size(16)), C(connect, fd(SOCKET_FD), in, size(16)), C(listen, fd(SOCKET_FD), n(1)), C(accept, fd(SOCKET_FD), out, out), C(accept4, fd(SOCKET_FD), out, out, flags(0)),
    C(getsockname, fd(SOCKET_FD), out, in), C(getpeername, fd(SOCKET_FD), out, in), C(getsockopt, fd(SOCKET_FD), n(SOL_SOCKET), n(SO_TYPE), out, in), C(setsockopt, fd(SOCKET_FD), n(SOL_SOCKET), n(SO_SNDBUF), in, size(4)), C(shutdown, fd(SOCKET_FD), n(99)),
    C(sendto, fd(SOCKET_FD), in, size(16), flags(MSG_DONTWAIT), {IN, 0}, size(0)), C(sendmsg, fd(SOCKET_FD), in, flags(MSG_DONTWAIT)), C(sendmmsg, fd(SOCKET_FD), in, n(1), flags(MSG_DONTWAIT)),
    C(recvfrom, fd(SOCKET_FD), out, size(16), flags(MSG_DONTWAIT), out, in), C(recvmsg, fd(SOCKET_FD), in, flags(MSG_DONTWAIT)), C(recvmmsg, fd(SOCKET_FD), in, n(1), flags(MSG_DONTWAIT), when),
    // Memory
    C(mmap, addr(0), size(4096), flags(PROT_READ), flags(MAP_PRIVATE | MAP_ANONYMOUS), n(-1), offset(0)), C(mprotect, addr(AREA_OUT), size(4096), flags(PROT_READ | PROT_WRITE)), C(munmap, addr(AREA_NOTHING), size(4096)), C(brk, addr(0)),
    C(mremap, addr(AREA_NOTHING), size(4096), size(8192), flags(0), addr(0)), C(msync, addr(AREA_OUT), size(4096), flags(MS_SYNC)), C(mincore, addr(AREA_IN), size(4096), out), C(madvise, addr(AREA_OUT), size(4096), n(MADV_NORMAL)),
    C(mlock, addr(AREA_IN), size(4096)), C(mlock2, addr(AREA_IN), size(4096), flags(0)), C(munlock, addr(AREA_IN), size(4096)), C(mlockall, flags(MCL_CURRENT)), C(munlockall), C(membarrier, n(0), flags(0), n(0)), C(remap_file_pages, addr(AREA_IN), size(4096), n(0), n(0), flags(0)),
    // Signals
    C(rt_sigaction, sig(SIGUSR1), in, out, size(8)), C(rt_sigprocmask, n(SIG_SETMASK), in, out, size(8)), C(rt_sigpending, out, size(8)), C(rt_sigtimedwait, in, out, when, size(8)), C(rt_sigqueueinfo, pid(NO_PROCESS), sig(SIGUSR1), in), C(rt_tgsigqueueinfo, pid(NO_PROCESS), pid(NO_PROCESS), sig(SIGUSR1), in),
    C(rt_sigsuspend, in, size(8)), C(sigaltstack, in, out), C(kill, pid(NO_PROCESS), sig(0)), C(tkill, pid(NO_PROCESS), sig(0)), C(tgkill, pid(NO_PROCESS), pid(NO_PROCESS), sig(0)), C(pause), C(rt_sigreturn), C(restart_syscall),
    C(pidfd_open, pid(NO_PROCESS), flags(0)), C(pidfd_send_signal, fd(PIDFD_FD), sig(0), in, flags(0)), C(pidfd_getfd, fd(PIDFD_FD), n(0), flags(0)), C(ptrace, n(PTRACE_GETREGS), pid(NO_PROCESS), in, out), C(process_vm_readv, pid(NO_PROCESS), words, n(1), words, n(1), flags(0)), C(process_vm_writev, pid(NO_PROCESS), words, n(1), words, n(1), flags(0)),
    // Processes
    C(clone, flags(SIGCHLD | CLONE_PARENT_SETTID), addr(0), out, out, n(0)), C(clone3, in, size(88)), C(fork), C(vfork), C(execve, path(A_PROGRAM), words, words), C(execveat, at, path(A_PROGRAM), words, words, flags(0)), C(exit, n(3)), C(exit_group, n(4)),
    C(wait4, pid(NO_PROCESS), out, flags(WNOHANG), out), V(wait4, any, pid(-1), out, flags(WNOHANG), out), C(waitid, n(P_PID), pid(NO_PROCESS), out, flags(WNOHANG | WEXITED), out), V(waitid, any, n(P_ALL), pid(0), out, flags(WNOHANG | WEXITED), out), C(set_tid_address, addr(0)), C(unshare, flags(0)), C(setns, fd(PIDFD_FD), flags(0)),
    C(kcmp, pid(0), pid(0), n(0), n(0), n(0)), C(getpid), C(getppid), C(gettid), C(getpgrp), C(getpgid, pid(0)), C(setpgid, pid(NO_PROCESS), pid(0)), C(getsid, pid(0)), C(setsid), C(getuid), C(geteuid), C(getgid), C(getegid), C(setuid, n(0)), C(setgid, n(0)), C(setreuid, n(0), n(0)), C(setregid, n(0), n(0)),
    C(setresuid, n(0), n(0), n(0)), C(setresgid, n(0), n(0), n(0)), C(getresuid, out, out, out), C(getresgid, out, out, out), C(setfsuid, n(0)), C(setfsgid, n(0)), C(getgroups, n(64), out), C(setgroups, n(1), in), C(capget, in, out), C(capset, in, in),
    C(uname, out), C(sethostname, in, size(4)), C(setdomainname, in, size(4)), C(sysinfo, out), C(syslog, n(3), out, size(16)), C(reboot, n(0), n(0), n(0), in), C(getrlimit, n(RLIMIT_NOFILE), out), C(setrlimit, n(RLIMIT_CORE), in), C(prlimit64, pid(0), n(RLIMIT_CORE), in, out), C(getrusage, n(RUSAGE_SELF), out), C(times, out),
    C(personality, n(0xffffffff)), V(prctl, PR_SET_NAME, n(PR_SET_NAME), in), V(prctl, PR_GET_NAME, n(PR_GET_NAME), out), V(prctl, PR_GET_PDEATHSIG, n(PR_GET_PDEATHSIG), out), V(prctl, PR_GET_CHILD_SUBREAPER, n(PR_GET_CHILD_SUBREAPER), out), V(prctl, PR_GET_TID_ADDRESS, n(PR_GET_TID_ADDRESS), out),
    V(seccomp, SET_MODE_FILTER, n(1), flags(0), in), V(seccomp, GET_ACTION_AVAIL, n(2), flags(0), in), V(seccomp, GET_NOTIF_SIZES, n(3), flags(0), out),
    V(arch_prctl, get_fs, n(0x1003), out), V(arch_prctl, get_gs, n(0x1004), out), V(arch_prctl, set_gs, n(0x1001), addr(0)),
    C(getpriority, n(PRIO_PROCESS), pid(0)), C(setpriority, n(PRIO_PROCESS), pid(0), n(0)), C(ioprio_get, n(1), pid(0)), C(ioprio_set, n(1), pid(0), n(0)), C(getcpu, out, out, {ADDR, 0}), C(getrandom, out, size(16), flags(0)), C(rseq, addr(AREA_IN), size(0), flags(0), n(0)),
    C(sched_yield), C(sched_setparam, pid(0), in), C(sched_getparam, pid(0), out), C(sched_setscheduler, pid(0), n(SCHED_OTHER), in), C(sched_getscheduler, pid(0)), C(sched_get_priority_max, n(SCHED_FIFO)), C(sched_get_priority_min, n(SCHED_FIFO)), C(sched_rr_get_interval, pid(0), out),
    C(sched_getattr, pid(0), out, size(56), flags(0)), C(sched_setattr, pid(0), in, flags(0)),
    C(sched_setaffinity, pid(0), size(8), in), C(sched_getaffinity, pid(0), size(128), out), C(set_robust_list, addr(AREA_IN), size(24)), C(get_robust_list, pid(0), out, out),
    V(futex, WAIT, in, n(FUTEX_WAIT), n(1), when, addr(0), n(0)), V(futex, WAIT_PRIVATE, in, n(FUTEX_WAIT | FUTEX_PRIVATE_FLAG), n(1), when, addr(0), n(0)), V(futex, WAIT_BITSET, in, n(FUTEX_WAIT_BITSET), n(1), when, addr(0), n(1)), V(futex, WAKE, in, n(FUTEX_WAKE), n(1)),
    V(futex, WAKE_PRIVATE, in, n(FUTEX_WAKE | FUTEX_PRIVATE_FLAG), n(1)), V(futex, REQUEUE, in, n(FUTEX_REQUEUE), n(1), n(1), in), V(futex, CMP_REQUEUE, in, n(FUTEX_CMP_REQUEUE), n(1), n(1), in, n(0)), V(futex, WAKE_OP, in, n(FUTEX_WAKE_OP), n(1), n(1), out, n(0)),
    C(futex_waitv, in, n(1), flags(0), when, n(CLOCK_MONOTONIC)),
    // Time
    C(time, out), C(gettimeofday, out, out), C(settimeofday, in, in), C(clock_gettime, n(CLOCK_MONOTONIC), out), C(clock_settime, n(CLOCK_REALTIME), in), C(adjtimex, in), C(clock_adjtime, n(CLOCK_REALTIME), in), C(clock_getres, n(CLOCK_MONOTONIC), out), C(nanosleep, when, out), C(clock_nanosleep, n(CLOCK_MONOTONIC), flags(0), when, out), C(alarm, n(0)),
    C(getitimer, n(ITIMER_REAL), out), C(setitimer, n(ITIMER_REAL), in, out), C(timer_create, n(CLOCK_MONOTONIC), in, out), C(timer_settime, n(0), flags(0), in, out), C(timer_gettime, n(0), out), C(timer_getoverrun, n(0)), C(timer_delete, n(0)),
    // System V IPC; of nothing that is there, as the programs of the suite run on Linux as well
    C(shmget, n(NO_KEY), size(4096), flags(0)), C(shmat, n(NO_OBJECT), addr(0), flags(0)), C(shmdt, addr(0)), C(shmctl, n(0), n(3 /* IPC_INFO */), out), V(shmctl, SHM_INFO, n(0), n(14), out), V(shmctl, IPC_SET, n(NO_OBJECT), n(1), in), V(shmctl, IPC_STAT, n(NO_OBJECT), n(2), out),
    C(semget, n(NO_KEY), n(1), flags(0)), C(semop, n(NO_OBJECT), in, n(1)), C(semtimedop, n(NO_OBJECT), in, n(1), when), C(semctl, n(0), n(0), n(3 /* IPC_INFO */), out), V(semctl, SEM_INFO, n(0), n(0), n(19), out), V(semctl, GETALL, n(NO_OBJECT), n(0), n(13), out), V(semctl, IPC_SET, n(NO_OBJECT), n(0), n(1), in),
    C(msgget, n(NO_KEY), flags(0)), C(msgsnd, n(NO_OBJECT), in, size(1), flags(04000 /* IPC_NOWAIT */)), C(msgrcv, n(NO_OBJECT), out, size(16), n(0), flags(04000)), C(msgctl, n(0), n(3 /* IPC_INFO */), out), V(msgctl, MSG_INFO, n(0), n(12), out), V(msgctl, IPC_SET, n(NO_OBJECT), n(1), in),
    // POSIX message queues
    C(mq_open, string(A_WORD), flags(O_RDONLY), n(0), in), C(mq_unlink, string(A_WORD)), C(mq_timedsend, file, in, size(1), n(1), when), C(mq_timedreceive, file, out, size(16), out, when), C(mq_notify, file, in), C(mq_getsetattr, file, in, out),
};

#undef n
#undef flags
#undef size
#undef offset
#undef fd
#undef file
#undef at
#undef pid
#undef sig
#undef addr
#undef in
#undef out
#undef path
#undef string
#undef vector
#undef words
#undef when
#undef C
#undef V

#define CALLS (sizeof calls / sizeof *calls)

static inline bool is_pointer(const struct argument *argument) { return argument->kind >= IN && argument->usual != 0; }

static inline void area(unsigned long address, unsigned long length, int protection) {
  MUST(mmap((void *)address, length, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0));
}

static inline void descriptor(int wanted, int got) {
  MUST(dup3(MUST(got), wanted, 0));
  close(got);
}

/* Maps the areas. */
static inline void make_areas(void) {
  area(AREA_IN, AREA_SIZE, PROT_READ | PROT_WRITE);
  area(AREA_OUT, AREA_SIZE, PROT_READ | PROT_WRITE);
  area(AREA_PATHS, AREA_SIZE, PROT_READ | PROT_WRITE);
  area(AREA_VECTOR, AREA_SIZE, PROT_READ | PROT_WRITE);
  area(AREA_READ_ONLY, AREA_SIZE, PROT_READ);
  strcpy((char *)A_FILE, "file");
  strcpy((char *)A_DIRECTORY, "directory");
  strcpy((char *)A_LINK, "link");
  strcpy((char *)NOTHING_THERE, "nothing");
  strcpy((char *)A_WORD, "user.word");
  strcpy((char *)A_PROGRAM, "program");
  strcpy((char *)A_TYPE, "tmpfs");
  *(struct iovec *)AREA_VECTOR = (struct iovec){(void *)AREA_OUT, 16};
}

/* Makes the files in the working directory, and opens the descriptors. */
static inline void make_files(void) {
  mkdir("directory", 0755);
  symlink("file", "link");
  write_file("program", "no program");
  descriptor(FILE_FD, open("file", O_RDWR | O_CREAT | O_TRUNC, 0644));
  MUST(write(FILE_FD, "0123456789abcdef0123456789abcdef", 32));
  MUST(lseek(FILE_FD, 0, SEEK_SET));
  descriptor(DIRECTORY_FD, open("directory", O_RDONLY | O_DIRECTORY));
  descriptor(EPOLL_FD, epoll_create1(0));
  descriptor(EVENT_FD, eventfd(1, EFD_NONBLOCK));
  descriptor(TIMER_FD, timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK));
  sigset_t none;
  sigemptyset(&none);
  descriptor(SIGNAL_FD, signalfd(-1, &none, SFD_NONBLOCK));
  int ends[2];
  MUST(pipe2(ends, O_NONBLOCK));
  int locked = 0;
  descriptor(MASTER_FD, MUST(open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK)));
  MUST(ioctl(MASTER_FD, TIOCSPTLCK, &locked));
  descriptor(TERMINAL_FD, MUST(ioctl(MASTER_FD, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_NONBLOCK)));
  descriptor(PIPE_IN, ends[0]);
  descriptor(PIPE_OUT, ends[1]);
  MUST(write(PIPE_OUT, "0123456789abcdef", 16));
  descriptor(MEMORY_FD, memfd_create("memory", 0));
  descriptor(ZERO_FD, open("/dev/zero", O_RDWR));
  descriptor(PLACE_FD, open("file", O_PATH));
  descriptor(INOTIFY_FD, inotify_init1(IN_NONBLOCK));
  MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends));
  descriptor(SOCKET_FD, ends[0]);
  descriptor(PEER_FD, ends[1]);
  MUST(write(PEER_FD, "0123456789abcdef0123456789abcdef", 32));
  descriptor(PIDFD_FD, syscall(SYS_pidfd_open, getpid(), 0));
}

#endif
