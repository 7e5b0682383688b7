// pthreads: create, join, mutexes, conditions, barriers, thread-local storage, exit paths.
#include "guest.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static long counter;
static int turn;
static __thread int local = 5;

static void *count(void *arg) {
  for (int i = 0; i < 20000; i++) {
    pthread_mutex_lock(&lock);
    counter++;
    pthread_mutex_unlock(&lock);
  }
  local += (int)(long)arg;
  return (void *)(long)local;
}

static void *take_turns(void *arg) {
  int me = (int)(long)arg;
  for (int round = 0; round < 50; round++) {
    pthread_mutex_lock(&lock);
    while (turn % 4 != me) pthread_cond_wait(&cond, &lock);
    turn++;
    pthread_cond_broadcast(&cond);
    pthread_mutex_unlock(&lock);
  }
  pthread_barrier_wait(&barrier);
  return NULL;
}

static void *leader_of_thread(void *arg) {
  pid_t *out = arg;
  out[0] = getpid();
  out[1] = gettid();
  return NULL;
}

static void *forks(void *arg) {
  (void)arg;
  pid_t pid = fork();
  if (pid == 0) { _exit(getpid() == gettid() ? 17 : 18); }
  int status;
  waitpid(pid, &status, 0);
  show_status("forked by a thread", status);
  return NULL;
}

static void *exits_process(void *arg) { (void)arg; exit(44); }
static void *sleeps(void *arg) { (void)arg; for (;;) pause(); return NULL; }
static void *crashes(void *arg) { (void)arg; *(volatile int *)0 = 1; return NULL; }
static void *execs(void *arg) { (void)arg; execl("/bin/sh", "sh", "-c", "test $$ = $PID && echo the new image has the process id of the leader", NULL); return NULL; }
static void *outlives(void *arg) { pthread_join(*(pthread_t *)arg, NULL); printf("main thread has left\n"); exit(9); }

int main(void) {
  pthread_t threads[8];
  for (long i = 0; i < 8; i++) pthread_create(&threads[i], NULL, count, (void *)i);
  long total = 0;
  for (int i = 0; i < 8; i++) { void *r; pthread_join(threads[i], &r); total += (long)r; }
  printf("counter %ld, thread-local sum %ld, own %d\n", counter, total, local);
  pthread_barrier_init(&barrier, NULL, 5);
  for (long i = 0; i < 4; i++) pthread_create(&threads[i], NULL, take_turns, (void *)i);
  pthread_barrier_wait(&barrier);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  printf("turns %d\n", turn);
  pid_t ids[2];
  pthread_create(&threads[0], NULL, leader_of_thread, ids);
  pthread_join(threads[0], NULL);
  CHECK(ids[0] == getpid() && ids[1] != getpid() && gettid() == getpid());
  pthread_create(&threads[0], NULL, forks, NULL);
  pthread_join(threads[0], NULL);
  pthread_create(&threads[0], NULL, sleeps, NULL);
  SHOW(pthread_cancel(threads[0]));
  void *result;
  SHOW(pthread_join(threads[0], &result));
  CHECK(result == PTHREAD_CANCELED);
  struct timespec soon;
  clock_gettime(CLOCK_REALTIME, &soon);
  soon.tv_nsec += 10000000;
  if (soon.tv_nsec >= 1000000000) { soon.tv_sec++; soon.tv_nsec -= 1000000000; }
  pthread_mutex_lock(&lock);
  printf("timed wait: %s\n", errname(pthread_cond_timedwait(&cond, &lock, &soon)));
  printf("timed lock: %s\n", errname(pthread_mutex_timedlock(&lock, &soon)));
  pthread_mutex_unlock(&lock);
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  IN_CHILD("a thread calls exit", pthread_create(&threads[0], NULL, sleeps, NULL); pthread_create(&threads[1], NULL, exits_process, NULL); pause());
  IN_CHILD("a thread crashes", pthread_create(&threads[0], NULL, sleeps, NULL); pthread_create(&threads[1], NULL, crashes, NULL); pause());
  IN_CHILD("the main thread returns", pthread_create(&threads[0], NULL, sleeps, NULL); exit(6));
  IN_CHILD("the main thread leaves first", pthread_t self = pthread_self(); pthread_create(&threads[0], NULL, outlives, &self); pthread_exit(NULL));
  IN_CHILD("killed while threads sleep", pthread_create(&threads[0], NULL, sleeps, NULL); kill(getpid(), SIGKILL); pause());
  IN_CHILD("a thread calls exec",
    char pid[32];
    snprintf(pid, sizeof pid, "%d", getpid());
    setenv("PID", pid, 1);
    pthread_create(&threads[0], NULL, sleeps, NULL);
    pthread_create(&threads[1], NULL, execs, NULL);
    pause());
  // Two hundred threads, one after the other and then at once.
  for (int i = 0; i < 100; i++) { pthread_create(&threads[0], NULL, leader_of_thread, ids); pthread_join(threads[0], NULL); }
  pthread_t many[100];
  int started = 0;
  for (int i = 0; i < 100; i++) started += pthread_create(&many[i], NULL, count, 0) == 0;
  for (int i = 0; i < 100; i++) pthread_join(many[i], NULL);
  printf("started %d, counter %ld\n", started, counter);
  return 0;
}
