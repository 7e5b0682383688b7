// Signals and threads: directed, process-wide, masks per thread, sigwait, stop of the whole group.
#include "guest.h"

static pid_t tids[4];
static volatile int seen[4];
static __thread int me = -1;
static pthread_barrier_t ready;

static void on_signal(int sig) { (void)sig; if (me >= 0) __atomic_add_fetch(&seen[me], 1, __ATOMIC_SEQ_CST); }

static void *sleeper(void *arg) {
  me = (int)(long)arg;
  sigset_t usr2;
  sigemptyset(&usr2);
  sigaddset(&usr2, SIGUSR2);
  if (me != 2) pthread_sigmask(SIG_BLOCK, &usr2, NULL); // only thread 2 takes SIGUSR2
  tids[me] = gettid();
  pthread_barrier_wait(&ready);
  while (seen[me] == 0) usleep(1000);
  return NULL;
}

static void *waits(void *arg) {
  sigset_t *set = arg;
  int sig;
  sigwait(set, &sig);
  return (void *)(long)sig;
}

static void *spins(void *arg) { (void)arg; for (;;) __asm__ volatile("pause"); return NULL; }

int main(void) {
  struct sigaction act = {.sa_handler = on_signal};
  sigaction(SIGUSR1, &act, NULL);
  sigaction(SIGUSR2, &act, NULL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  sigaddset(&set, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  pthread_barrier_init(&ready, NULL, 5);
  pthread_t threads[4];
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, NULL);
  for (long i = 0; i < 4; i++) pthread_create(&threads[i], NULL, sleeper, (void *)i);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  pthread_barrier_wait(&ready);
  SHOW(syscall(SYS_tgkill, getpid(), tids[1], SIGUSR1));
  pthread_join(threads[1], NULL);
  SHOW(kill(getpid(), SIGUSR2));
  pthread_join(threads[2], NULL);
  SHOW(syscall(SYS_tkill, tids[3], SIGUSR1));
  pthread_join(threads[3], NULL);
  SHOW(pthread_kill(threads[0], SIGUSR1));
  pthread_join(threads[0], NULL);
  printf("%d %d %d %d\n", seen[0], seen[1], seen[2], seen[3]);
  SHOW(syscall(SYS_tgkill, getpid(), tids[1], 0)); // has ended
  // sigwait in a thread takes what all block.
  sigemptyset(&set);
  sigaddset(&set, SIGHUP);
  pthread_create(&threads[0], NULL, waits, &set);
  SHOW(kill(getpid(), SIGHUP));
  void *taken;
  pthread_join(threads[0], &taken);
  printf("sigwait: %s\n", signame((long)taken));
  // A pending signal of the process is seen by every thread, a directed one by its own.
  SHOW(kill(getpid(), SIGHUP));
  sigset_t pending;
  sigpending(&pending);
  printf("pending %d\n", sigismember(&pending, SIGHUP));
  sigtimedwait(&set, NULL, &(struct timespec){1, 0});
  // Stop, continue and kill reach threads that compute.
  pid_t pid = MUST(fork());
  if (pid == 0) {
    pthread_create(&threads[0], NULL, spins, NULL);
    pthread_create(&threads[1], NULL, spins, NULL);
    raise(SIGSTOP);
    spins(NULL);
  }
  int status;
  waitpid(pid, &status, WUNTRACED);
  show_status("with spinning threads", status);
  kill(pid, SIGCONT);
  waitpid(pid, &status, WCONTINUED);
  show_status("with spinning threads", status);
  kill(pid, SIGTERM);
  waitpid(pid, &status, 0);
  show_status("with spinning threads", status);
  return 0;
}
