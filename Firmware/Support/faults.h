/* Calls that faults cannot bring down. */
#ifndef FAULTS_H
#define FAULTS_H

#include <stdint.h>

/* Calls `body`. Returns 0, or the cause when a fault or the watchdog ended it. One call at a time. */
uint32_t board_guarded_call(void (*body)(void *context), void *context);

/* Records why a guarded call ends; `frame` is what the processor has put on the stack. Returns the stack pointer with
 * which an exception handler has to return, or 0 when there is no guarded call. */
uint32_t board_end_guarded_call(const uint32_t *frame, uint32_t cause);

/* For the record. */
void board_set_current_node(uint32_t network, uint32_t node);

/* Handler of all faults. */
void board_fault_entry(void);

#endif
