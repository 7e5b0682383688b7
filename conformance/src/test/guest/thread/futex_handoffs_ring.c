// Four hundred thousand hand-offs among several threads.
#include "handoffs.h"

int main(int count, char **arguments) {
  int factor = factor_of(count, arguments);
  run("own words", pass_on, RING, 320000 * factor, FUTEX_PRIVATE_FLAG);
  run("one word", take_turns, 3, 45000 * factor, FUTEX_PRIVATE_FLAG);
  run("requeued", requeue, 4, 20000 * factor, FUTEX_PRIVATE_FLAG);
  run("condition", wait_for_condition, 4, 20000 * factor, FUTEX_PRIVATE_FLAG);
  return 0;
}
