// With the two programs beside it a million hand-offs from thread to thread: of every kind.
#include "handoffs.h"

int main(int count, char **arguments) {
  int factor = factor_of(count, arguments);
  run("own words", pass_on, 2, 40000 * factor, FUTEX_PRIVATE_FLAG);
  run("own shared words", pass_on, 2, 20000 * factor, 0);
  run("own words", pass_on, RING, 20000 * factor, FUTEX_PRIVATE_FLAG);
  run("one word", take_turns, 3, 9000 * factor, FUTEX_PRIVATE_FLAG);
  run("requeued", requeue, 4, 6000 * factor, FUTEX_PRIVATE_FLAG);
  run("condition", wait_for_condition, 4, 6000 * factor, FUTEX_PRIVATE_FLAG);
  return 0;
}
