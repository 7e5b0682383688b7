# A debugger: breakpoints, steps, registers, calls into the program, threads, and a process that runs already.
export LC_ALL=C HOME=/tmp DEBUGINFOD_URLS=
# Process ids and addresses differ from run to run, and so does which of two threads is seen first.
plain() { sed -E 's/0x[0-9a-f]+/ADDRESS/g; s/process [0-9]+/process N/g; s/LWP [0-9]+/LWP N/g'; }

cat >p.c <<'C'
#include <stdio.h>
static int square(int x) { return x * x; }
int main(void) {
  int sum = 0;
  for (int i = 0; i < 4; i++) sum += square(i);
  printf("sum %d\n", sum);
  return sum;
}
C
gcc -g -O0 -o p p.c
gdb -nx -batch -ex 'break main' -ex run -ex bt -ex 'info registers rip' -ex 'break square if x == 2' -ex continue -ex bt \
  -ex finish -ex stepi -ex 'x/i $pc' -ex 'set can-use-hw-watchpoints 0' -ex 'watch sum' -ex 'delete 2' -ex continue -ex 'delete 3' -ex 'print square(12)' -ex 'set var sum = 9' \
  -ex 'print $_siginfo.si_signo' -ex continue ./p 2>&1 | plain

cat >t.c <<'C'
#include <pthread.h>
#include <stdio.h>
static pthread_barrier_t all;
static void *work(void *a) { pthread_barrier_wait(&all); return a; }
static void last(void) { puts("all there"); }
int main(void) {
  pthread_t t[3];
  pthread_barrier_init(&all, 0, 4);
  for (long i = 0; i < 3; i++) pthread_create(&t[i], 0, work, (void *)i);
  pthread_barrier_wait(&all);
  for (int i = 0; i < 3; i++) pthread_join(t[i], 0);
  last();
  return 3;
}
C
gcc -g -O0 -pthread -o t t.c
gdb -nx -batch -ex 'break work' -ex run -ex continue -ex continue -ex 'info threads' -ex 'break last' -ex continue -ex 'thread apply all bt 1' -ex continue ./t 2>&1 |
  grep -E '^(Thread [0-9]+ .* hit|.*exited with|all there|#0)' | sed -E 's/^Thread [0-9]+/Thread N/' | plain | sort

sleep 100 & sleeper=$!
until grep -q '(sleep)\|S (sleeping)' /proc/$sleeper/status && grep -q sleep /proc/$sleeper/comm; do sleep 0.05; done
gdb -nx -batch -p $sleeper -ex 'print $_siginfo.si_signo' -ex detach 2>&1 | grep -c 'Inferior 1'
grep -c 'TracerPid:.0$' /proc/$sleeper/status
kill $sleeper; wait $sleeper; echo $?
