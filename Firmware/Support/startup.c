/* Vector table, start, and the counter with its watchdog. */
#include "board.h"
#include "faults.h"
#include "registers.h"

typedef void (*handler)(void);

extern uint32_t board_stack_bottom[], board_stack_top[], board_data_start[], board_data_end[], board_data_load[],
    board_bss_start[], board_bss_end[];

void board_uart_interrupt(void);
int main(void);
void board_reset(void);
static void tick_entry(void);

__attribute__((section(".vectors"), used)) static const handler vectors[16 + BOARD_INTERRUPT_COUNT] = {
    (handler)board_stack_top, board_reset,
    [2] = board_fault_entry,  [3] = board_fault_entry,
    [4] = board_fault_entry,  [5] = board_fault_entry,
    [6] = board_fault_entry,  [7] = board_fault_entry,
    [11] = board_fault_entry, [12] = board_fault_entry,
    [14] = board_fault_entry, [15] = tick_entry,
    BOARD_UART_VECTORS,
};

/* What the stack holds where nothing has been written yet. */
#define UNTOUCHED 0xC5A5C5A5u

volatile uint8_t board_receive_buffer[BOARD_RECEIVE_SIZE];

__attribute__((used, noreturn)) void board_start(void) {
  __asm volatile("cpsid i");
  SYSTICK_CONTROL = 0;
  COPROCESSOR_ACCESS |= 0xFu << 20; /* floating point, and vectors where there are some */
  __asm volatile("dsb\n isb" ::: "memory");
#if __ARM_ARCH >= 8
  __asm volatile("msr msplim, %0" ::"r"(board_stack_bottom));
#endif
  VECTOR_TABLE = (uint32_t)(uintptr_t)vectors;
  HANDLER_CONTROL |= 0xFu << 16; /* memory, bus, usage and security faults have handlers of their own */
  CONFIGURATION |= 1u << 4;      /* dividing by zero is a fault */
  const uint32_t *from = board_data_load;
  for (uint32_t *to = board_data_start; to < board_data_end; to++)
    *to = *from++;
  for (uint32_t *to = board_bss_start; to < board_bss_end; to++)
    *to = 0;
  uint32_t *stack_pointer;
  __asm volatile("mov %0, sp" : "=r"(stack_pointer));
  for (uint32_t *to = board_stack_bottom; to < stack_pointer - 8; to++)
    *to = UNTOUCHED;
  main();
  for (;;) {
  }
}

__attribute__((naked)) void board_reset(void) {
  __asm volatile("ldr r0, =board_stack_top\n"
                 "mov sp, r0\n"
                 "b board_start\n"
                 ".ltorg\n");
}

uint32_t board_stack_used(void) {
  const uint32_t *lowest = board_stack_bottom;
  while (lowest < board_stack_top && *lowest == UNTOUCHED)
    lowest++;
  return (uint32_t)(board_stack_top - lowest) * 4u;
}

/* Counter */

static volatile uint32_t wraps;
/* The latest time told. */
static uint64_t latest;
/* Number of wraps at which the node that runs has taken too long; 0 while none runs. */
static volatile uint32_t deadline;

void board_start_counter(void) {
  wraps = 0;
  latest = 0;
  SYSTICK_RELOAD = SYSTICK_MAXIMUM;
  SYSTICK_VALUE = 0;
  SYSTICK_CONTROL = 7; /* the processor's clock, with interrupts */
}

void board_stop_counter(void) {
  SYSTICK_CONTROL = 0;
}

static uint64_t ticks_now(void) {
  __asm volatile("cpsid i" ::: "memory");
  uint32_t value = SYSTICK_VALUE;
  uint32_t high = wraps;
  if ((INTERRUPT_STATE & SYSTICK_IS_PENDING) != 0) {
    value = SYSTICK_VALUE;
    high++;
  }
  __asm volatile("cpsie i\n isb" ::: "memory");
  uint64_t now = ((uint64_t)high << 24) + (SYSTICK_MAXIMUM - value);
  /* Emulators whose time is the host's may let the counter begin again before they say so. */
  if (now < latest)
    now += (uint64_t)1 << 24;
  latest = now;
  return now;
}

/* Returns the stack pointer with which the watchdog ends the guarded call, or 0. */
__attribute__((used)) uint32_t board_tick(const uint32_t *frame) {
  wraps = wraps + 1;
  if (deadline == 0 || wraps < deadline)
    return 0;
  deadline = 0;
  return board_end_guarded_call(frame, BOARD_CAUSE_WATCHDOG);
}

__attribute__((naked)) static void tick_entry(void) {
  __asm volatile("mrs r0, msp\n"
                 "push {r4, lr}\n"
                 "bl board_tick\n"
                 "pop {r4, lr}\n"
                 "cbnz r0, 1f\n"
                 "bx lr\n"
                 "1: mov sp, r0\n"
                 "mvn r0, #6\n" /* to the main stack, without floating-point registers */
                 "bx r0\n");
}

/* Nodes */

typedef struct node_call {
  const edge_network *network;
  const edge_node *node;
} node_call;

static void call_node(void *context) {
  const node_call *call = context;
  call->node->run(call->network->memory, call->network->weights);
}

uint32_t board_run_node(const edge_network *network, uint32_t number, uint32_t node, uint64_t limit, uint64_t *ticks) {
  node_call call = {network, &network->description->nodes[node]};
  *ticks = 0;
  if (call.node->run == NULL)
    return 0;
  board_set_current_node(number, node);
  const uint64_t begin = ticks_now();
  deadline = wraps + 1u + (uint32_t)(limit >> 24);
  const uint32_t cause = board_guarded_call(call_node, &call);
  deadline = 0;
  *ticks = ticks_now() - begin;
  board_set_current_node(UINT32_MAX, 0);
  return cause;
}

/* Interrupts of the UART */

static const struct { uint32_t word, mask; } uart_interrupts[] = BOARD_UART_INTERRUPTS;

void board_enable_uart_interrupts(void) {
  for (uint32_t i = 0; i < sizeof uart_interrupts / sizeof uart_interrupts[0]; i++)
    NVIC_ENABLE(uart_interrupts[i].word) = uart_interrupts[i].mask;
  board_unmask_interrupts();
}

void board_request_uart_interrupt(void) {
  NVIC_PEND(BOARD_UART_FIRST_INTERRUPT / 32u) = 1u << (BOARD_UART_FIRST_INTERRUPT % 32u);
}
